namespace Kolosal.Compliance.Explaining;

/// <summary>What was sampled of a model. A crash loses the sample that was being drawn, which is drawn again.</summary>
[GenerateSerializer, Alias("kolosal.explanation-sample-state")]
internal sealed class ExplanationSampleState : RecordState
{
    /// <summary>For how long a sample counts.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromDays(30);

    /// <summary>Two a day; more that people ask for push out the oldest.</summary>
    private const int Most = 60;

    [Id(0)] public List<ExplanationSample> Items { get; set; } = [];

    /// <summary>The attempt that drew the last one that somebody asked for.</summary>
    [Id(1)] public string? Attempt { get; set; }

    public void Keep(ExplanationSample sample, string? attempt)
    {
        Items.RemoveAll(known => sample.At - known.At > Span);
        if (Items.Count >= Most) Items.RemoveAt(0);
        Items.Add(sample);
        Attempt = attempt ?? Attempt;
    }

    public ExplanationSamples Read(string model) => new(model, [.. Items], UpdatedAt, Revision);
}
