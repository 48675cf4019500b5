using System.Text;
using Kolosal.Compliance;
using Kolosal.Storage;
using static Kolosal.Faults.Stage;

namespace Kolosal.Faults;

/// <summary>The commands of evidence.</summary>
internal static class ComplianceCommands
{
    public static readonly Command[] All =
    [
        new("IEvidenceGrain.SubmitAsync", async s => Of(await SubmitAsync(s, await PolicyAsync(s)))),
        new("IEvidenceGrain.ChangeStatusAsync", async s => Of(await s.Grains.Evidence(s.Workspace, EvidenceGrains.EvidenceId(await PolicyAsync(s)))
            .ChangeStatusAsync(new(EvidenceStatus.Reviewed, null, null, null), null)), async s =>
        {
            // Who hands it in may not be who reviews it.
            Principal.Current = s.Approver;
            await SubmitAsync(s, await PolicyAsync(s));
            Principal.Current = null;
        }),

        // Nobody has asked the model anything; what is drawn once, and once only, is a case of LiveQuestionsTests.
        new("IExplanationSampleGrain.DrawAsync", async s => Of(await s.Grains.ExplanationSample(new(s.Workspace, "m")).DrawAsync("a1"))),
    ];

    private static async Task<EvidenceSubmission> PolicyAsync(Stage stage) => new(
        "policy", EvidenceType.Policy, "ai-policy", [], await stage.StoreAsync("What we intend."), "policy.txt", "text/plain", At,
        null, null, null, null);

    private static Task<Result<EvidenceRecord>> SubmitAsync(Stage stage, EvidenceSubmission submission) =>
        stage.Grains.Evidence(stage.Workspace, EvidenceGrains.EvidenceId(submission)).SubmitAsync(submission);
}

/// <summary>Documents that a command is about.</summary>
internal sealed partial class Stage
{
    public async Task<BlobRef> StoreAsync(string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return await silo.Service<IBlobStore>().PutAsync(workspace, content, CancellationToken.None);
    }
}
