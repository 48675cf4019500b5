namespace Kolosal.Tracking;

/// <summary>Which of a metric's points is its latest.</summary>
/// <remarks>As MLflow decides it: the largest step, then the largest time, then the largest value; what is no number counts as smallest.</remarks>
public static class MetricOrder
{
    /// <summary>Whether the second point takes the place of the first as the latest.</summary>
    public static bool IsLater((long Step, long Time, double Value) latest, (long Step, long Time, double Value) point)
    {
        int order = point.Step.CompareTo(latest.Step);
        if (order == 0) order = point.Time.CompareTo(latest.Time);
        return order == 0 ? point.Value.CompareTo(latest.Value) > 0 : order > 0;
    }
}
