using System.Text;
using Kolosal.Explanations;
using Kolosal.Testing;
using static Kolosal.Faults.Stage;

namespace Kolosal.Faults;

/// <summary>The commands of explanations.</summary>
internal static class ExplanationCommands
{
    private static readonly ReasonDeclaration Reasons = new([new("age", "R1", "Too young")], "good");

    public static readonly Command[] All =
    [
        new("IExplanationGrain.StartAsync", async s => (await Job(s).StartAsync("m", Structure)).Accepted, s => s.RegisterAsync(), EndAsync),
        new("IExplanationGrain.CancelAsync", async s => (await Job(s).CancelAsync()).Value?.State, async s =>
        {
            await s.RegisterAsync();
            await Job(s).StartAsync("m", Long);
        }),
        new("IExplanationGrain.DeleteAsync", async s => (await Job(s).DeleteAsync()).Value?.State, async s =>
        {
            await s.RegisterAsync();
            await Job(s).StartAsync("m", Structure);
            await EndAsync(s);
        }),
        new("IReasonDictionaryGrain.SetAsync", async s => Of(await s.Grains.ReasonDictionary(s.ModelKey).SetAsync(Reasons, null)), s =>
            s.RegisterAsync()),
    ];

    private static ExplanationRequest Structure => ExplanationRequest.Of(ExplanationKinds.Structure, "1");

    // Long enough not to have ended by itself.
    private static ExplanationRequest Long => ExplanationRequest.Of(ExplanationKinds.Local, "1", """{"intervals":true}""") with
    {
        Rows = Encoding.UTF8.GetBytes(
            $"[{string.Join(',', Enumerable.Repeat("""[30,1000,"Oslo",true,"2020-01-01T00:00:00Z","a note"]""", 5000))}]"),
    };

    private static IExplanationGrain Job(Stage stage) => stage.Grains.Explanation(new ResourceKey(stage.Workspace, "exp_1"));

    private static Task EndAsync(Stage stage) => Eventually.HoldsAsync(
        async () => (await Job(stage).GetAsync()).Value is { State: ExplanationStatus.Completed or ExplanationStatus.Failed });
}
