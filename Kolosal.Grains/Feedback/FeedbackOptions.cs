using System.ComponentModel.DataAnnotations;

namespace Kolosal.Feedback;

/// <summary>Section <c>Kolosal:Feedback</c>.</summary>
public sealed class FeedbackOptions
{
    public const string Section = "Kolosal:Feedback";

    /// <summary>Outcomes in one request; 1 to 100,000. Default: 10,000.</summary>
    [Range(1, 100_000)]
    public int MaximumRows { get; set; } = 10_000;

    /// <summary>
    /// Days after a prediction in which its outcome is taken; which rows have one is remembered that long. 1 to 3,650, and no longer than the
    /// prediction log is kept. Default: 90.
    /// </summary>
    [Range(1, 3_650)]
    public int RetentionDays { get; set; } = 90;

    /// <summary>Seconds for which an outcome waits for a prediction that was made just now; 1 to 600. Default: 60.</summary>
    [Range(1, 600)]
    public int WaitSeconds { get; set; } = 60;

    /// <summary>Seconds between two writes of which rows have an outcome; with more, a start reads more of the log again. 1 to 300. Default: 10.
    /// </summary>
    [Range(1, 300)]
    public int WriteSeconds { get; set; } = 10;

    /// <summary>Outcomes of a workspace that may wait at a time; 0 to 20,000. Default: 5,000.</summary>
    [Range(0, 20_000)]
    public int MaximumWaiting { get; set; } = 5_000;
}
