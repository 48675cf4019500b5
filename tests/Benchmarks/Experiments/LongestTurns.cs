using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Kolosal.Benchmarks;

/// <summary>Listens to the warnings in which the engine tells of long turns: it counts them on its meter, and says in its log how long each was.
/// </summary>
internal sealed class LongestTurns : ILoggerProvider, ILogger
{
    /// <summary>The engine is told to warn of turns longer than this.</summary>
    public static readonly TimeSpan Threshold = TimeSpan.FromMilliseconds(50);

    private readonly object gate = new();

    public TimeSpan Longest { get; private set; }

    /// <summary>What the engine said of the longest one.</summary>
    public string Where { get; private set; } = "none was told of";

    public void Clear()
    {
        lock (gate) (Longest, Where) = (TimeSpan.Zero, "none was told of");
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values) return;
        string text = formatter(state, exception);
        if (!text.Contains("longer than", StringComparison.Ordinal)) return;
        foreach (var (name, value) in values)
        {
            if (name.Contains("Threshold", StringComparison.Ordinal) || Duration(value) is not { } took) continue;
            lock (gate)
            {
                if (took > Longest) (Longest, Where) = (took, text.ReplaceLineEndings(" "));
            }
        }
    }

    public void Dispose()
    {
        // It holds nothing.
    }

    private static TimeSpan? Duration(object? value) => value switch
    {
        TimeSpan span => span,
        string text when text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) => span,
        _ => null,
    };
}
