using Kolosal.Learning.Anomaly;
using Kolosal.Learning.Clustering;
using Kolosal.Learning.Preprocessing;

namespace Kolosal.Learning;

/// <summary>Tests that look at the clock run one after the other, when all others are done: they would measure those instead.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClockCollection
{
    public const string Name = "clock";
}

/// <summary>Every fit that is told to stop on its way stops within a tenth of a second.</summary>
[Collection(ClockCollection.Name), Trait("Category", ClockCollection.Name)]
public class CancellationClockTests
{
    public static TheoryData<string> Detectors => [.. AnomalyTrainers.All.Select(t => t.Name)];

    public static TheoryData<string> Groupings => [.. Clusterers.All.Select(c => c.Name)];

    [Theory, MemberData(nameof(TrainerConformanceTests.Cells), MemberType = typeof(TrainerConformanceTests))]
    public void A_trainer_stops_soon(string name, LearningTask task)
    {
        var trainer = Trainers.Get(name);
        var rows = TrainerConformanceTests.Rows(name, task, Math.Min(20_000, trainer.MaxRows));
        Cancellation.StopsSoon(cancel => trainer.Create(HyperParameters.Empty).Fit(rows, 1, cancel));
    }

    [Theory, MemberData(nameof(TransformConformanceTests.Cells), MemberType = typeof(TransformConformanceTests))]
    public void A_step_stops_soon(string name, LearningTask task)
    {
        var rows = TransformConformanceTests.Rows(name, task, 20_000);
        Cancellation.StopsSoon(cancel => Transforms.Get(name).Create(HyperParameters.Empty).FitTransform(rows, 1, cancel));
    }

    [Theory, MemberData(nameof(Detectors))]
    public void An_anomaly_detector_stops_soon(string name)
    {
        var rows = AnomalyConformanceTests.Planted(10_000).Rows;
        Cancellation.StopsSoon(cancel => AnomalyTrainers.Get(name).Create(HyperParameters.Empty).Fit(rows, 1, cancel));
    }

    [Theory, MemberData(nameof(Groupings))]
    public void A_clusterer_stops_soon(string name)
    {
        var rows = ClustererConformanceTests.Normal(10_000, 10);
        Cancellation.StopsSoon(cancel => Clusterers.Get(name).Create(HyperParameters.Empty).Fit(rows, 1, cancel));
    }
}
