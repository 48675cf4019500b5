using Kolosal.Learning.Anomaly;
using Kolosal.Learning.Clustering;
using Kolosal.Learning.Preprocessing;

namespace Kolosal.Learning;

/// <summary>Every fit that is told to stop on its way stops within a tenth of a second.</summary>
[Collection(ClockCollection.Name), Trait("Category", ClockCollection.Name)]
public class CancellationClockTests
{
    // Two million rows of a few columns are some hundred megabytes.
    private const int MostRows = 1_280_000;

    public static TheoryData<string> Detectors => [.. AnomalyTrainers.All.Select(t => t.Name)];

    public static TheoryData<string> Groupings => [.. Clusterers.All.Select(c => c.Name)];

    [Theory, MemberData(nameof(TransformConformanceTests.Cells), MemberType = typeof(TransformConformanceTests))]
    public void A_step_stops_soon(string name, LearningTask task) => Cancellation.StopsSoon(count =>
    {
        var rows = TransformConformanceTests.Rows(name, task, count);
        return cancel => Transforms.Get(name).Create(HyperParameters.Empty).FitTransform(rows, 1, cancel);
    }, 20_000, MostRows);

    [Theory, MemberData(nameof(Detectors))]
    public void An_anomaly_detector_stops_soon(string name) => Cancellation.StopsSoon(count =>
    {
        var rows = AnomalyConformanceTests.Planted(count).Rows;
        return cancel => AnomalyTrainers.Get(name).Create(HyperParameters.Empty).Fit(rows, 1, cancel);
    }, 10_000, MostRows);

    [Theory, MemberData(nameof(Groupings))]
    public void A_clusterer_stops_soon(string name) => Cancellation.StopsSoon(count =>
    {
        var rows = ClustererConformanceTests.Normal(count, 10);
        return cancel => Clusterers.Get(name).Create(HyperParameters.Empty).Fit(rows, 1, cancel);
    }, 10_000, MostRows);
}
