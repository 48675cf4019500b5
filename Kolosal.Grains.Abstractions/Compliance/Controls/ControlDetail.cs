namespace Kolosal.Compliance;

/// <summary>A control with what shows it.</summary>
/// <param name="AsOf">The time it is of.</param>
/// <param name="Control">The control.</param>
/// <param name="Evidence">What shows it.</param>
[GenerateSerializer, Immutable, Alias("kolosal.control-detail")]
public sealed record ControlDetail(DateTimeOffset AsOf, ControlReading Control, ImmutableArray<PartReading> Evidence);

/// <summary>An evaluation.</summary>
/// <param name="Number">From 1.</param>
/// <param name="EvaluatedAt">Of which time.</param>
/// <param name="Queries">How many questions were asked.</param>
/// <param name="Counts">Results that count, by status; those with none left out.</param>
/// <param name="Changed">Questions whose answer is another than before.</param>
[GenerateSerializer, Immutable, Alias("kolosal.control-evaluation")]
public sealed record ControlEvaluation(
    long Number, DateTimeOffset EvaluatedAt, int Queries, ImmutableSortedDictionary<string, int> Counts, ImmutableArray<string> Changed);

/// <summary>One answer to a question, and for how long it stayed the same.</summary>
/// <param name="Query">The question.</param>
/// <param name="Status">The answer.</param>
/// <param name="Counted">It counted; false for a first red that was not confirmed yet.</param>
/// <param name="From">When it was given first.</param>
/// <param name="Last">When it was given last.</param>
/// <param name="Evaluations">How often it was given.</param>
/// <param name="LongestGapSeconds">The longest time between two of them; 0 for one alone.</param>
/// <param name="Sha256">SHA-256 of the last one's canonical text, as in the audit trail.</param>
/// <param name="Holding">k of the last one.</param>
/// <param name="Asked">n of the last one.</param>
[GenerateSerializer, Immutable, Alias("kolosal.result-run")]
public sealed record ResultRun(
    string Query, ControlStatus Status, bool Counted, DateTimeOffset From, DateTimeOffset Last, int Evaluations, double LongestGapSeconds,
    string Sha256, int Holding, int Asked);
