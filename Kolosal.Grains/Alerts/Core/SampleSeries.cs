namespace Kolosal.Alerts;

/// <summary>Samples of a value or of growing counts over the last hour; bounded.</summary>
internal sealed class SampleSeries
{
    private static readonly TimeSpan Apart = TimeSpan.FromSeconds(30), Kept = TimeSpan.FromMinutes(62);

    private readonly List<(DateTimeOffset At, double First, double Second)> samples = [];

    public int Count => samples.Count;

    /// <summary>Adds a sample; of samples closer together than half a minute the later gives way.</summary>
    public void Add(DateTimeOffset at, double first, double second = 0)
    {
        if (samples is [.., var last] && at - last.At < Apart) return;
        samples.Add((at, first, second));
        samples.RemoveAll(sample => at - sample.At > Kept);
    }

    /// <summary>What was known a window ago; null while no sample is that old.</summary>
    public (DateTimeOffset At, double First, double Second)? Before(DateTimeOffset now, TimeSpan window)
    {
        int place = samples.FindLastIndex(sample => now - sample.At >= window);
        return place < 0 ? null : samples[place];
    }
}
