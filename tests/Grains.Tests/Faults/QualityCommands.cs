using System.Collections.Immutable;
using Kolosal.Quality;
using static Kolosal.Faults.Stage;

namespace Kolosal.Faults;

/// <summary>The commands of golden datasets and regression tests.</summary>
internal static class QualityCommands
{
    private static readonly GoldenDatasetSpec Spec = new("answers", "", "m", null, null, 0.98, 0, 0);

    public static readonly Command[] All =
    [
        new("IGoldenDatasetGrain.CreateAsync", async s => Of(await Golden(s).CreateAsync(Spec, [Case("a")])), s => s.RegisterAsync()),
        new("IGoldenDatasetGrain.AddVersionAsync", async s => Of(await Golden(s).AddVersionAsync([Case("b")], "another")), async s =>
        {
            await s.RegisterAsync();
            await Golden(s).CreateAsync(Spec, [Case("a")]);
        }),
        new("IRegressionTestGrain.DefineAsync", async s => Of(await Test(s).DefineAsync(Defined)), s => s.RegisterAsync()),
        new("IRegressionTestGrain.ReportAsync", async s => Of(await Test(s).ReportAsync(
            new("o1", RegressionResult.Pass, At, "ci", "reported", 1, null, "", null))), async s =>
        {
            await s.RegisterAsync();
            await Test(s).DefineAsync(Defined);
        }),
    ];

    private static RegressionTestSpec Defined => new("release", "elsewhere", "m", null, null, null, false, null, null, "");

    private static IGoldenDatasetGrain Golden(Stage stage) => stage.Grains.GoldenDataset(stage.Workspace, "gd_1");

    private static IRegressionTestGrain Test(Stage stage) => stage.Grains.RegressionTest(stage.Workspace, "rt_1");

    private static GoldenCase Case(string id) =>
        new(id, "{}", "good", ImmutableSortedDictionary<string, double>.Empty, null, null, false, null, null);
}
