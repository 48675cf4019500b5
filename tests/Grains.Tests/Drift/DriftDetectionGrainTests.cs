using Kolosal.Testing;

namespace Kolosal.Drift;

public class DriftDetectionGrainTests
{
    private static readonly DetectedDrift Detected = new(
        "credit", 2, DriftType.ConceptDrift, DriftSeverity.High, "evidently", null, null, new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), 400,
        "errors doubled", []);

    [Fact]
    public async Task A_detection_goes_through_its_table_and_reopening_clears_its_end()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var detection = silo.Grains.DriftDetection("ws", "dd_1");
        Assert.Equal("drift.detection-not-found", (await detection.GetAsync()).Refusal!.Code);
        Assert.Equal("drift.detection-not-found", (await detection.ChangeStatusAsync(new(DetectionStatus.Resolved, "", null))).Refusal!.Code);
        var opened = (await detection.RecordAsync(Detected)).Value!;
        Assert.Equal((DetectionStatus.Open, 1L, null), (opened.Status, opened.Revision, opened.ResolvedAt));
        Assert.Equal(1, (await detection.RecordAsync(Detected)).Value!.Revision); // a repeat changes nothing
        Assert.Equal("drift.detection-exists", (await detection.RecordAsync(Detected with { ModelId = "other" })).Refusal!.Code);

        Assert.Equal("drift.detection-changed", (await detection.ChangeStatusAsync(new(DetectionStatus.Investigating, "", 7))).Refusal!.Code);
        var taken = (await detection.ChangeStatusAsync(new(DetectionStatus.Investigating, "looking", 1))).Value!;
        Assert.Equal(DetectionStatus.Investigating, taken.Status);
        var refused = (await detection.ChangeStatusAsync(new(DetectionStatus.Open, "", null))).Refusal!;
        Assert.Equal("workflow.transition-not-allowed", refused.Code);
        Assert.Contains("false_positive", refused.Message, StringComparison.Ordinal);
        var closed = (await detection.ChangeStatusAsync(new(DetectionStatus.FalsePositive, "a test run", null))).Value!;
        Assert.NotNull(closed.ResolvedAt);
        var again = (await detection.ChangeStatusAsync(new(DetectionStatus.Open, "it was none", null))).Value!;
        Assert.Null(again.ResolvedAt);
        Assert.Equal(["errors doubled", "looking", "a test run", "it was none"], again.History.Select(step => step.Note));
    }
}
