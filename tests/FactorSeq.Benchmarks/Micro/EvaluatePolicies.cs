using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using FactorSeq.Core.Policies;

namespace FactorSeq.Benchmarks.Micro;

/// <summary>Which rule decides, where it is the last of many; every request of a sign-in asks this anew.</summary>
[MemoryDiagnoser]
public class EvaluatePolicies
{
    private readonly PolicyNames names = new(new Dictionary<string, string>(), []);
    private ImmutableArray<Policy<SignOnAction>> policies;

    [Params(3, 100, 1000)]
    public int Rules { get; set; }

    [GlobalSetup]
    public void Setup() => policies = Policies.Of(new RuleAction.Password(), Rules);

    [Benchmark]
    public object? LastRuleDecides() => Evaluate.First(policies, names, Policies.Request).Rule;
}
