using System.Text.Json;
using Serilog.Events;
using Serilog.Parsing;

namespace Kolosal.Hosting;

public sealed class LoggingTests
{
    private static readonly MessageTemplate Stalled =
        new MessageTemplateParser().Parse("Participant check thread has not completed for {TimeSinceLastTick}");

    [Theory, InlineData(LogFormat.Auto, true), InlineData(LogFormat.Json, true), InlineData(LogFormat.Json, false)]
    public void A_program_reads_compact_json(LogFormat format, bool redirected)
    {
        using var entry = JsonDocument.Parse(Write(format, redirected));
        Assert.Equal("Participant check thread has not completed for 00:00:01", entry.RootElement.GetProperty("@m").GetString());
        Assert.Equal("Warning", entry.RootElement.GetProperty("@l").GetString());
        Assert.Equal("00:00:01", entry.RootElement.GetProperty("TimeSinceLastTick").GetString());
    }

    [Theory, InlineData(LogFormat.Auto, false), InlineData(LogFormat.Text, true)]
    public void A_person_reads_text(LogFormat format, bool redirected) =>
        Assert.Equal("12:30:00 WARN Participant check thread has not completed for 00:00:01", Write(format, redirected).TrimEnd());

    [Fact]
    public void A_stall_that_began_before_the_process_is_none_and_a_later_one_is_told()
    {
        Assert.True(Logging.IsFalseStall(Entry(DateTimeOffset.Now, TimeSpan.FromDays(300))));
        Assert.False(Logging.IsFalseStall(Entry(DateTimeOffset.Now, TimeSpan.FromMilliseconds(1))));
        Assert.False(Logging.IsFalseStall(new LogEvent(DateTimeOffset.Now, LogEventLevel.Warning, null, Stalled, [])));
    }

    private static string Write(LogFormat format, bool redirected)
    {
        using var text = new StringWriter();
        Logging.Formatter(format, redirected).Format(Entry(new DateTimeOffset(2026, 1, 31, 12, 30, 0, TimeSpan.Zero), TimeSpan.FromSeconds(1)), text);
        return text.ToString();
    }

    private static LogEvent Entry(DateTimeOffset at, TimeSpan stalled) =>
        new(at, LogEventLevel.Warning, null, Stalled, [new LogEventProperty("TimeSinceLastTick", new ScalarValue(stalled))]);
}
