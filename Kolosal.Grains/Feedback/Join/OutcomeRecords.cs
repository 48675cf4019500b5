using Kolosal.Events;

namespace Kolosal.Feedback;

/// <summary>Puts outcomes into records of the prediction log.</summary>
internal static class OutcomeRecords
{
    /// <summary>Values, at 8 bytes each, and rows of one record: far below the log's 16 MiB, and a reader's turn stays short.</summary>
    private const int MaximumValues = 1 << 19, MaximumRows = 4_096;

    /// <param name="outcomes">In the order in which they count.</param>
    /// <param name="at">When they were reported.</param>
    /// <returns>Records of one version each that keep the order.</returns>
    public static IEnumerable<ServedRequest> Of(IReadOnlyList<JoinedOutcome> outcomes, DateTimeOffset at)
    {
        foreach (var version in outcomes.GroupBy(joined => joined.Version))
        {
            var part = ImmutableArray.CreateBuilder<PredictionOutcome>();
            int values = 0;
            foreach (var (_, outcome) in version)
            {
                int more = outcome.Inputs.Length + outcome.Outputs.Length;
                if (part.Count == MaximumRows || (part.Count > 0 && values + more > MaximumValues))
                {
                    yield return Record(version.Key, at, part.ToImmutable());
                    part.Clear();
                    values = 0;
                }

                part.Add(outcome);
                values += more;
            }

            yield return Record(version.Key, at, part.ToImmutable());
        }
    }

    private static ServedRequest Record(int version, DateTimeOffset at, ImmutableArray<PredictionOutcome> outcomes) =>
        new(0, Guid.CreateVersion7(at), version, at, 0, null, false, 0, [], [], [], outcomes);
}
