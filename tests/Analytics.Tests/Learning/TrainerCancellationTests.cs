namespace Kolosal.Learning;

/// <summary>Every fit that is told to stop on its way stops within a tenth of a second.</summary>
/// <remarks>Also of trainers a part of which cannot be stopped: at these rows that part is shorter.</remarks>
[Collection(ClockCollection.Name), Trait("Category", ClockCollection.Name)]
public class TrainerCancellationTests
{
    // Two million rows of a few columns are some hundred megabytes.
    private const int MostRows = 1_280_000;

    [Theory, MemberData(nameof(TrainerConformanceTests.Cells), MemberType = typeof(TrainerConformanceTests))]
    public void A_trainer_stops_soon(string name, LearningTask task)
    {
        var trainer = Trainers.Get(name);
        Cancellation.StopsSoon(count =>
        {
            var rows = TrainerConformanceTests.Rows(name, task, count);
            return cancel => trainer.Create(HyperParameters.Empty).Fit(rows, 1, cancel);
        }, Math.Min(20_000, trainer.MaxRows), Math.Min(MostRows, trainer.MaxRows));
    }
}
