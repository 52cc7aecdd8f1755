using Serilog;
using Serilog.Extensions.Logging;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace FactorSeq.Web.Hosting;

/// <summary>Serilog on the console, put together when the first line is written: most runs write none, and no start waits for it.</summary>
internal sealed class Logs : ILoggerProvider
{
    private readonly Lazy<ILoggerProvider> serilog = new(Make);

    /// <summary>What is written at all. The filters stand before the provider, so that what they stop costs nothing.</summary>
    internal static void Add(ILoggingBuilder logging) => logging
        .ClearProviders()
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None) // while it may write, each request pays for a scope and an activity
        .AddProvider(new Logs());

    public ILogger CreateLogger(string categoryName) => new Deferred(new Lazy<ILogger>(() => serilog.Value.CreateLogger(categoryName)));

    public void Dispose()
    {
        if (serilog.IsValueCreated)
        {
            serilog.Value.Dispose();
        }
    }

    private static SerilogLoggerProvider Make() => new(
        new LoggerConfiguration()
            .WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}")
            .CreateLogger(),
        dispose: true);

    private sealed class Deferred(Lazy<ILogger> inner) : ILogger
    {
        // The console shows no properties of scopes.
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            inner.Value.Log(logLevel, eventId, state, exception, formatter);
    }
}
