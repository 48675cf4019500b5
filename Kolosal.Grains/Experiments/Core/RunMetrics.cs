using Kolosal.Learning.Metrics;

namespace Kolosal.Experiments;

/// <summary>The metric of a plan.</summary>
public static class RunMetrics
{
    public static Metric Metric(this RunPlan plan) => Metrics.Get(plan.Metric);

    public static bool HigherIsBetter(string metric) => Metrics.Get(metric).HigherIsBetter;
}
