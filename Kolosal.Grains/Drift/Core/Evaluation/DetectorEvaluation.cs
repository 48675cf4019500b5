namespace Kolosal.Drift;

/// <summary>Runs a detector over streams and counts.</summary>
/// <remarks>Alarms between a change and the next are about that change: the first gives the delay, the others are repeats and count nowhere.
/// So a detector that always fires has no delay and, by its alarms before the change, hardly any precision.</remarks>
public static class DetectorEvaluation
{
    /// <param name="detector">At its defaults; a fresh one for each stream.</param>
    /// <param name="streams">At least one; of values that it takes.</param>
    public static DetectorScore Of(ChangeDetectorDescriptor detector, IEnumerable<DriftStream> streams)
    {
        int count = 0, changes = 0, found = 0, alarming = 0;
        long falseAlarms = 0, stable = 0, delays = 0;
        foreach (var stream in streams)
        {
            count++;
            changes += stream.Changes.Length;
            int first = stream.Changes.IsEmpty ? stream.Values.Length : stream.Changes[0];
            stable += first;
            long before = falseAlarms;
            var seen = new HashSet<int>();
            foreach (int alarm in Alarms(detector, stream))
            {
                int change = stream.Changes.AsSpan().BinarySearch(alarm) is >= 0 and var at ? at : ~stream.Changes.AsSpan().BinarySearch(alarm) - 1;
                if (change < 0) falseAlarms++;
                else if (seen.Add(change))
                {
                    found++;
                    delays += alarm - stream.Changes[change];
                }
            }
            if (falseAlarms > before) alarming++;
        }
        return new(count, changes, found, falseAlarms, alarming, stable, found > 0 ? (double)delays / found : null);
    }

    /// <summary>Where a detector speaks of a change, from 0.</summary>
    public static IEnumerable<int> Alarms(ChangeDetectorDescriptor detector, DriftStream stream)
    {
        var watching = detector.Create(stream.Reference);
        for (int i = 0; i < stream.Values.Length; i++)
            if (watching.Observe(stream.Values[i]) == ChangeSignal.Change) yield return i;
    }
}
