namespace FactorSeq.Web.Api.Filters;

/// <summary>A filter expression of Okta's API as it was understood (RFC 7644 §3.4.2.2, in part). Closed.</summary>
internal abstract record Filter<T>
{
    private Filter()
    {
    }

    internal abstract bool Matches(T of);

    /// <summary>An attribute against a value; of an attribute with several values any may fit.</summary>
    internal sealed record Compare(FilterAttribute<T> Attribute, FilterOperator Operator, string Value) : Filter<T>
    {
        // Nothing is other than something, too.
        internal override bool Matches(T of) => Operator == FilterOperator.NotEqual
            ? Attribute.Read(of).All(value => !Is(value, FilterOperator.Equal))
            : Attribute.Read(of).Any(value => Is(value, Operator));

        private bool Is(string? value, FilterOperator @operator)
        {
            if (value is null)
            {
                return false;
            }

            var comparison = Attribute.Type == FilterType.Text ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
            return @operator switch
            {
                FilterOperator.Equal          => value.Equals(Value, comparison),
                FilterOperator.StartsWith     => value.StartsWith(Value, comparison),
                FilterOperator.EndsWith       => value.EndsWith(Value, comparison),
                FilterOperator.Contains       => value.Contains(Value, comparison),
                FilterOperator.Greater        => string.Compare(value, Value, comparison) > 0,
                FilterOperator.GreaterOrEqual => string.Compare(value, Value, comparison) >= 0,
                FilterOperator.Less           => string.Compare(value, Value, comparison) < 0,
                _                             => string.Compare(value, Value, comparison) <= 0,
            };
        }
    }

    /// <summary>Whether an attribute has a value at all.</summary>
    internal sealed record Present(FilterAttribute<T> Attribute) : Filter<T>
    {
        internal override bool Matches(T of) => Attribute.Read(of).Any(value => !string.IsNullOrEmpty(value));
    }

    internal sealed record Both(Filter<T> One, Filter<T> Other) : Filter<T>
    {
        internal override bool Matches(T of) => One.Matches(of) && Other.Matches(of);
    }

    internal sealed record Either(Filter<T> One, Filter<T> Other) : Filter<T>
    {
        internal override bool Matches(T of) => One.Matches(of) || Other.Matches(of);
    }

    internal sealed record Not(Filter<T> Inner) : Filter<T>
    {
        internal override bool Matches(T of) => !Inner.Matches(of);
    }
}
