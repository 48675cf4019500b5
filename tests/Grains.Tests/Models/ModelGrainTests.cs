using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Support;
using Kolosal.Testing;

namespace Kolosal.Models;

public class ModelGrainTests(ServingSilo shared) : IClassFixture<ServingSilo>
{
    private readonly PlatformSilo silo = shared.Silo;
    private readonly string name = $"m-{Guid.NewGuid():N}";

    [Fact]
    public async Task A_package_is_one_version_however_often_it_is_registered()
    {
        Assert.Equal(1, await silo.RegisterAsync(name, Package(1)));
        Assert.Equal(2, await silo.RegisterAsync(name, Package(2)));
        Assert.Equal(1, await silo.RegisterAsync(name, Package(1)));
        var report = (await silo.Model(name).GetAsync()).Value!;
        Assert.Equal([1, 2], report.Versions.Select(version => version.Number));
        Assert.All(report.Versions, version => Assert.Equal(ModelStatus.Evaluating, version.Status));
        Assert.Equal(2, (await silo.Grains.ModelVersion(ServedModels.Key(name).Version(2)).GetReferenceAsync()).Value!.Version);
    }

    [Fact]
    public async Task A_promotion_needs_validation_and_somebody_else_and_leaves_its_evidence()
    {
        int version = await silo.RegisterAsync(name, Package(1));
        Assert.Equal("models.not-validated", await Promote(version, "bob"));
        var validation = (await silo.Model(name).ValidateAsync($"{version}")).Value!;
        Assert.True(validation.Passed, string.Join("; ", validation.Checks));
        Assert.Equal(["package_hash", "signature", "loads", "self_check", "schema", "held_out_rows", "beats_baseline"],
            validation.Checks.Select(check => check.Name));
        Assert.Equal("models.approver-is-author", await Promote(version, "alice"));
        Assert.Null(await Promote(version, "bob"));

        var history = (await silo.Model(name).HistoryAsync(null)).Value!;
        var decision = Assert.Single(history.Decisions);
        Assert.Equal((version, "promote", "bob", "good"), (history.Champion!.Value, decision.Action, decision.By, decision.Note));
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(decision.Evidence!))),
                decision.EvidenceSha256);
        Assert.Contains(validation.PackageSha256, decision.Evidence);

        // Promoting again changes nothing.
        Assert.Null(await Promote(version, "bob"));
        Assert.Single((await silo.Model(name).HistoryAsync(null)).Value!.Decisions);
        Assert.Equal(ModelStatus.Active, (await silo.Grains.ModelVersion(ServedModels.Key(name).Version(version)).GetAsync()).Value!.Status);
    }

    [Theory]
    [InlineData("signature"), InlineData("package_hash"), InlineData("beats_baseline"), InlineData("held_out_rows"), InlineData("schema")]
    public async Task What_does_not_hold_fails_its_check_and_bars_the_promotion(string check)
    {
        int version = await silo.RegisterAsync(name, Package(1), change: made => check switch
        {
            "signature" => made with { Signature = Convert.ToBase64String(new byte[64]) },
            "package_hash" => made with { Package = made.Package with { Sha256 = new string('0', 64) } },
            "beats_baseline" => made with { Evaluation = made.Evaluation with { BaselineScore = 0.8 } },
            "held_out_rows" => made with { Evaluation = made.Evaluation with { TestRows = 0 } },
            _ => made with { Reference = made.Reference with { Classes = ["good", "bad"] } },
        });
        var report = (await silo.Model(name).ValidateAsync($"{version}")).Value!;
        Assert.Contains(report.Checks, found => found.Name == check && !found.Passed);
        Assert.Equal("models.validation-failed", await Promote(version, "bob"));
    }

    [Fact]
    public async Task A_rollback_happens_once_per_command()
    {
        int first = await silo.ServeAsync(name, Package(1)), second = await silo.ServeAsync(name, Package(2));
        var back = (await silo.Model(name).RollbackAsync("c1", "errors")).Value!;
        Assert.Equal(first, back.Active);
        Assert.Equal(ModelStatus.Deprecated, back.Versions[second - 1].Status);
        Assert.Equal(first, (await silo.Model(name).RollbackAsync("c1", "errors")).Value!.Active);
        Assert.Equal("models.no-previous-champion", (await silo.Model(name).RollbackAsync("c2", "errors")).Refusal!.Code);
    }

    [Fact]
    public async Task An_active_version_is_neither_retired_nor_deleted()
    {
        int version = await silo.ServeAsync(name, Package(1));
        Assert.Equal("workflow.transition-not-allowed", (await silo.Model(name).RetireAsync($"{version}", "old")).Refusal!.Code);
        Assert.Equal("models.active", (await silo.Model(name).DeleteAsync()).Refusal!.Code);
        Assert.True((await silo.Model(name).DeprecateAsync($"{version}", "old")).Accepted);
        Assert.True((await silo.Model(name).DeleteAsync()).Accepted);
        Assert.Equal("models.not-found", (await silo.Model(name).GetAsync()).Refusal!.Code);

        // Its numbers are never given again.
        Assert.Equal(2, await silo.RegisterAsync(name, Package(3)));
    }

    [Fact]
    public async Task Decisions_survive_a_crash()
    {
        using var measured = new Measurements("Kolosal.Models");
        int version = await silo.ServeAsync(name, Package(1));
        await silo.Model(name).SuspendAsync("unfair");
        foreach (string action in (string[])["register", "validate", "promote", "suspend"])
            Assert.True(measured.Count("kolosal.models.changes", $"action=model.{action}") >= 1, action);
        Assert.True(measured.Sum("kolosal.models.validation.duration", "outcome=passed") > 0);
        await silo.KillAsync();
        var report = (await silo.Model(name).GetAsync()).Value!;
        Assert.Equal((version, "unfair"), (report.Active!.Value, report.Suspended));
        Assert.Equal(2, (await silo.Model(name).HistoryAsync(null)).Value!.Decisions.Length);
    }

    [Fact]
    public async Task A_card_that_somebody_else_changed_is_not_overwritten()
    {
        await silo.RegisterAsync(name, Package(1));
        var version = silo.Grains.ModelVersion(ServedModels.Key(name).Version(1));
        var words = new ModelCardWords("Scores credit applications.", null, null, null, null, null);
        Assert.Equal(1, (await version.SetCardAsync(words, 0)).Value!.Revision);
        Assert.Equal(RefusalKind.PreconditionFailed, (await version.SetCardAsync(words with { Contact = "risk" }, 0)).Refusal!.Kind);
        Assert.Equal(2, (await version.SetCardAsync(words with { Contact = "risk" }, 1)).Value!.Revision);

        // The same list again is the same card, and one that cannot be declared is none.
        var named = words with { Purposes = ["credit-check", "limit-review"] };
        Assert.Equal(3, (await version.SetCardAsync(named, null)).Value!.Revision);
        Assert.Equal(3, (await version.SetCardAsync(named with { Purposes = ["credit-check", "limit-review"] }, null)).Value!.Revision);
        var refused = (await version.SetCardAsync(named with { Purposes = ["credit-check", "a,b"] }, null)).Refusal!;
        Assert.Equal(("models.bad-purposes", "$.purposes[1]"), (refused.Code, refused.Errors!.Keys.Single()));
        Assert.Equal(4, (await version.SetCardAsync(named with { Purposes = null }, null)).Value!.Revision);
        var history = (await version.GetCardHistoryAsync()).Value!;
        Assert.Equal(["credit-check", "limit-review"], history[2].Words.Purposes!.Value.AsEnumerable());
    }

    private async Task<string?> Promote(int version, string approver) =>
        (await silo.Model(name).PromoteAsync(new(version, ModelStatus.Active, new Principal(ServedModels.Workspace, approver, ["admin"]),
            "good"))).Refusal?.Code;

    private static ModelPackage Package(ulong seed) => SampleModels.Fit(Samples.Mixed(80, seed), "risk", "prior");
}
