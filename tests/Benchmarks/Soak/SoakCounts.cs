using System.Collections.Concurrent;

namespace Kolosal.Benchmarks;

/// <summary>What became of the requests. Safe for any number of callers.</summary>
internal sealed class SoakCounts
{
    private readonly ConcurrentDictionary<string, long> answered = new(), later = new(), failed = new();
    private long sent, acknowledged, refused, unexplained;
    private volatile bool calm = true;

    /// <summary>Nothing is being done to the server that explains a failure.</summary>
    public bool IsCalm
    {
        get => calm;
        set => calm = value;
    }

    /// <summary>Rows that were sent to be predicted, those that the server acknowledged as durable, and those it refused.</summary>
    public (long Sent, long Acknowledged, long Refused) Rows =>
        (Interlocked.Read(ref sent), Interlocked.Read(ref acknowledged), Interlocked.Read(ref refused));

    public long Answers => answered.Values.Sum();

    public long Laters => later.Values.Sum();

    public long Failures => failed.Values.Sum();

    /// <summary>Failures while nothing was done to the server.</summary>
    public long Unexplained => Interlocked.Read(ref unexplained);

    public void Sent(int rows) => Interlocked.Add(ref sent, rows);

    public void Acknowledged(int rows) => Interlocked.Add(ref acknowledged, rows);

    public void Refused(int rows) => Interlocked.Add(ref refused, rows);

    public void Answered(string kind) => answered.AddOrUpdate(kind, 1, (_, n) => n + 1);

    public void Later(string kind) => later.AddOrUpdate(kind, 1, (_, n) => n + 1);

    public void Failed(string kind, string how, bool calm)
    {
        if (calm) Interlocked.Increment(ref unexplained);
        failed.AddOrUpdate($"{kind}: {(calm ? "" : "(disturbed) ")}{how[..Math.Min(how.Length, 200)].ReplaceLineEndings(" ")}", 1, (_, n) => n + 1);
    }

    /// <summary>A line a kind of request and of failure.</summary>
    public IEnumerable<string> Describe() =>
        answered.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}: {pair.Value} answered, {later.GetValueOrDefault(pair.Key)} asked to come later")
            .Concat(failed.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"failed {pair.Value} times: {pair.Key}"));
}
