using System.Security.Cryptography;
using System.Text;
using Kolosal.Compliance.Controls;
using Kolosal.Storage;
using Kolosal.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kolosal.Compliance;

public sealed class EvidenceGrainTests : IAsyncLifetime
{
    private const string Build = """
        {"build_id": "b7", "commit": "98b3a0c7", "built_at": "2026-11-30T08:00:00Z", "authored_by": "ann", "reviewed_by": "bob",
         "assemblies": {"Kolosal.Api.dll": "ABCD"}, "suites": {"permissions": true, "conventions": false}}
        """;

    private const string Scan = """
        {"scanned_at": "2026-11-30T09:00:00Z", "components": 120, "unlicensed": 1, "findings":
         [{"id": "CVE-2026-1", "component": "zip 1.0", "severity": "critical", "known_since": "2026-11-20T00:00:00Z"}]}
        """;

    private const string Bill = """
        {"bomFormat": "CycloneDX", "metadata": {"timestamp": "2026-11-30T08:00:00Z"}, "components":
         [{"name": "a", "version": "1", "licenses": [{"license": {"id": "MIT"}}], "hashes": [{"alg": "SHA-256", "content": "00"}]},
          {"name": "b", "version": "2"}]}
        """;

    private readonly FakeTimeProvider clock = new(new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
    private readonly ECDsa ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private PlatformSilo silo = null!;
    private ILogSigner ed25519 = null!;

    private DateTimeOffset Now => clock.GetUtcNow();

    public async Task InitializeAsync()
    {
        void Configure(ComplianceOptions options, ILogSigner signer)
        {
            options.FeedKeys.Add(new()
            {
                Id = "build-key",
                Algorithm = "ecdsa-p256",
                PublicKey = Convert.ToBase64String(ecdsa.ExportSubjectPublicKeyInfo()),
                Kinds = ["build", "sbom"],
            });
            string scanner = Convert.ToBase64String([.. signer.PublicKeys[^1]]);
            options.FeedKeys.Add(new() { Id = "scan-key", PublicKey = scanner, Kinds = ["vulnerabilities"] });
        }

        silo = await PlatformSilo.StartAsync(
            clock: clock, services: services => services.AddOptions<ComplianceOptions>().PostConfigure<ILogSigner>(Configure));

        // The installation's own log key stands in for a scanner's: any Ed25519 key will do.
        ed25519 = silo.Service<ILogSigner>();
    }

    public async Task DisposeAsync()
    {
        Principal.Current = null;
        ecdsa.Dispose();
        await silo.DisposeAsync();
    }

    [Fact]
    public async Task Who_hands_evidence_in_neither_reviews_nor_approves_it()
    {
        var grain = await SubmitAsync("ann", Policy("The policy"));
        foreach (var status in (EvidenceStatus[])[EvidenceStatus.Reviewed, EvidenceStatus.Approved])
        {
            var refused = (await StepAsync(grain, "ann", status)).Refusal!;
            Assert.Equal(status == EvidenceStatus.Reviewed ? "evidence.own-work" : "workflow.transition-not-allowed", refused.Code);
        }
        Assert.Equal("bob", (await StepAsync(grain, "bob", EvidenceStatus.Reviewed)).Value!.ReviewedBy);
        Assert.Equal("evidence.own-work", (await StepAsync(grain, "ann", EvidenceStatus.Approved)).Refusal!.Code);
        Assert.Equal("evidence.wrong-capacity", (await StepAsync(grain, "carl", EvidenceStatus.Approved)).Refusal!.Code);
        Assert.Equal("evidence.wrong-capacity", (await StepAsync(grain, "carl", EvidenceStatus.Approved, "dpo")).Refusal!.Code);
        var approved = (await StepAsync(grain, "carl", EvidenceStatus.Approved, "top_management")).Value!;
        Assert.Equal(("ann", "carl", "top_management"), (approved.UploadedBy, approved.ApprovedBy, approved.Capacity));
    }

    /// <summary>Every pair of states, against a list written by hand.</summary>
    [Fact]
    public async Task Only_the_declared_steps_are_taken()
    {
        string[] allowed = ["draft>reviewed", "draft>expired", "reviewed>approved", "reviewed>draft", "reviewed>expired", "approved>expired"];
        EvidenceStatus[] all = [EvidenceStatus.Draft, EvidenceStatus.Reviewed, EvidenceStatus.Approved, EvidenceStatus.Expired];
        foreach (var from in all)
            foreach (var to in all.Where(to => to != from))
            {
                var grain = await SubmitAsync("ann", Policy($"{from} to {to}"));
                foreach (var before in all.Skip(1).Take(from == EvidenceStatus.Expired ? 0 : (int)from))
                    await StepAsync(grain, "bob", before, "top_management");
                if (from == EvidenceStatus.Expired) await StepAsync(grain, "bob", EvidenceStatus.Expired);
                var answer = await StepAsync(grain, "bob", to, "top_management");
                string step = $"{WireJson.Word(from)}>{WireJson.Word(to)}";
                Assert.True(allowed.Contains(step) == answer.Accepted, $"{step}: {answer.Refusal?.Code}");
                if (!answer.Accepted) Assert.Equal("workflow.transition-not-allowed", answer.Refusal.Code);
            }
    }

    [Fact]
    public async Task Going_back_to_draft_forgets_the_review_and_the_same_step_twice_changes_nothing()
    {
        var grain = await SubmitAsync("ann", Policy("The policy"));
        var reviewed = (await StepAsync(grain, "bob", EvidenceStatus.Reviewed)).Value!;
        Assert.Equal(reviewed.Revision, (await StepAsync(grain, "bob", EvidenceStatus.Reviewed)).Value!.Revision);
        var draft = (await StepAsync(grain, "carl", EvidenceStatus.Draft)).Value!;
        Assert.Equal((null, null), (draft.ReviewedBy, draft.ReviewedAt));
        Principal.Current = new("ws", "bob", ["reviewer"]);
        Assert.Equal("evidence.changed",
            (await grain.ChangeStatusAsync(new(EvidenceStatus.Reviewed, null, null, null), reviewed.Revision)).Refusal!.Code);
    }

    [Fact]
    public async Task The_same_document_for_the_same_purpose_is_one_evidence()
    {
        var submission = await StoredAsync(Policy("The policy"), "text");
        var first = await HandInAsync("ann", submission);
        var again = await HandInAsync("dora", submission);
        Assert.Equal((first.Value!.Id, "ann", first.Value.Revision), (again.Value!.Id, again.Value.UploadedBy, again.Value.Revision));
    }

    [Theory]
    [InlineData("poem", null, "evidence.no-such-kind")]
    [InlineData(null, null, "evidence.no-such-control")]
    [InlineData("ai-policy", "iso42001/A.99", "evidence.no-such-control")]
    [InlineData("build", null, "evidence.unsigned")]
    public async Task What_cannot_be_evidence_is_refused(string? kind, string? control, string code)
    {
        var submission = Policy("The policy") with { Kind = kind, Controls = control is null ? [] : [control] };
        Assert.Equal(code, (await HandInAsync("ann", await StoredAsync(submission, "text"))).Refusal!.Code);
    }

    [Fact]
    public async Task Dates_that_contradict_each_other_and_documents_that_are_not_stored_are_refused()
    {
        var wrong = Policy("The policy") with { EffectiveUntil = Now.AddDays(-1) };
        Assert.Equal("evidence.bad-dates", (await HandInAsync("ann", await StoredAsync(wrong, "text"))).Refusal!.Code);
        var lost = Policy("The policy") with { Document = new("ws", new string('0', 64), 4) };
        Assert.Equal("evidence.no-document", (await HandInAsync("ann", lost)).Refusal!.Code);
    }

    [Fact]
    public async Task An_approved_document_makes_its_control_pass_and_the_end_of_its_time_makes_it_stale()
    {
        var compliance = silo.Grains.Compliance("ws");
        await compliance.EvaluateAsync();
        Assert.Equal(ControlStatus.Missing, await PartAsync("R01"));
        var grain = await SubmitAsync("ann", Policy("The policy") with { EffectiveUntil = Now.AddDays(30) });
        await StepAsync(grain, "bob", EvidenceStatus.Reviewed);
        Assert.Equal(ControlStatus.Missing, await PartAsync("R01"));
        await StepAsync(grain, "carl", EvidenceStatus.Approved, "top_management");
        Assert.Equal(ControlStatus.Pass, await PartAsync("R01"));
        clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(ControlStatus.Stale, await PartAsync("R01"));
        Assert.Equal(EvidenceStatus.Expired, (await grain.GetAsync()).Value!.Status);
    }

    [Fact]
    public async Task What_a_configured_key_signed_counts_at_once_and_what_it_says_is_read()
    {
        var built = await HandInAsync("ci", await StoredAsync(Feed("build"), Build, Ecdsa(Build)));
        Assert.Equal((EvidenceStatus.Approved, "key/build-key"), (built.Value!.Status, built.Value.ApprovedBy));
        Assert.True((await HandInAsync("ci", await StoredAsync(Feed("vulnerabilities"), Scan, Ed25519(Scan)))).Accepted);
        Assert.True((await HandInAsync("ci", await StoredAsync(Feed("sbom"), Bill, Ecdsa(Bill)))).Accepted);

        var feeds = (await silo.Service<IEvidenceFactsReader>().ReadAsync("ws", default)).Feeds;
        var build = Assert.Single(feeds.Builds);
        Assert.Equal(("b7", "98b3a0c7", "bob", "abcd"), (build.BuildId, build.Commit, build.ReviewedBy, build.Assemblies["Kolosal.Api.dll"]));
        Assert.Equal((true, false), (build.Suites["permissions"], build.Suites["conventions"]));
        var scan = Assert.Single(feeds.Scans);
        Assert.Equal((120, 1, "critical"), (scan.Components, scan.Unlicensed, scan.Findings.Single().Severity));
        var bill = Assert.Single(feeds.BillsOfMaterials);
        Assert.Equal((2, "b 2", "b 2"), (bill.Components, bill.Unlicensed.Single(), bill.Unhashed.Single()));
    }

    [Fact]
    public async Task A_signature_over_other_bytes_by_another_key_or_by_one_without_the_right_is_refused()
    {
        async Task<string> CodeAsync(string kind, string text, EvidenceSignature signature) =>
            (await HandInAsync("ci", await StoredAsync(Feed(kind), text, signature))).Refusal!.Code;

        Assert.Equal("evidence.bad-signature", await CodeAsync("build", Build + " ", Ecdsa(Build)));
        Assert.Equal("evidence.unknown-key", await CodeAsync("build", Build, Ecdsa(Build) with { KeyId = "another" }));
        Assert.Equal("evidence.unknown-key", await CodeAsync("build", Build, Ed25519(Build)));
        Assert.Equal("evidence.bad-signature", await CodeAsync("vulnerabilities", Scan, Ed25519(Scan) with { Value = "AAAA" }));
        Assert.Equal("evidence.bad-signature", await CodeAsync("vulnerabilities", Scan, Ed25519(Scan) with { Value = "?" }));
        Assert.Equal("evidence.bad-feed", await CodeAsync("build", "{}", Ecdsa("{}")));
        Assert.Equal("evidence.bad-feed", await CodeAsync("build", "[", Ecdsa("[")));
        byte[] bits = Convert.FromBase64String(Ecdsa(Build).Value);
        for (int i = 0; i < bits.Length; i += 7)
        {
            byte[] flipped = [.. bits];
            flipped[i] ^= 1;
            Assert.Equal("evidence.bad-signature", await CodeAsync("build", Build, new("build-key", Convert.ToBase64String(flipped))));
        }
    }

    private EvidenceSignature Ecdsa(string text) =>
        new("build-key", Convert.ToBase64String(ecdsa.SignData(Encoding.UTF8.GetBytes(text), HashAlgorithmName.SHA256)));

    private EvidenceSignature Ed25519(string text) => new("scan-key", Convert.ToBase64String(ed25519.Sign(Encoding.UTF8.GetBytes(text))));

    private EvidenceSubmission Policy(string title) => new(
        title, EvidenceType.Policy, "ai-policy", [], new("ws", "", 0), "policy.txt", "text/plain", Now.AddDays(-1), null, null, null, null);

    private EvidenceSubmission Feed(string kind) => new(
        kind, EvidenceType.TestResult, kind, [], new("ws", "", 0), $"{kind}.json", "application/json", Now.AddDays(-1), null, null, null, null);

    private async Task<EvidenceSubmission> StoredAsync(EvidenceSubmission submission, string text, EvidenceSignature? signature = null)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return submission with { Document = await silo.Service<IBlobStore>().PutAsync("ws", content, default), Signature = signature };
    }

    private async Task<IEvidenceGrain> SubmitAsync(string by, EvidenceSubmission submission)
    {
        var made = await HandInAsync(by, await StoredAsync(submission, "What we intend."));
        return silo.Grains.Evidence("ws", made.Value!.Id);
    }

    private Task<Result<EvidenceRecord>> HandInAsync(string by, EvidenceSubmission submission)
    {
        Principal.Current = new("ws", by, ["admin"]);
        return silo.Grains.Evidence("ws", EvidenceGrains.EvidenceId(submission)).SubmitAsync(submission);
    }

    private static Task<Result<EvidenceRecord>> StepAsync(IEvidenceGrain grain, string by, EvidenceStatus status, string? capacity = null)
    {
        Principal.Current = new("ws", by, ["reviewer"]);
        return grain.ChangeStatusAsync(new(status, capacity, null, null), null);
    }

    private async Task<ControlStatus> PartAsync(string id)
    {
        Principal.Current = new("ws", "dora", ["auditor"]);
        return (await silo.Grains.Compliance("ws").ControlAsync("iso42001", "A.2.2", null)).Value!.Evidence.Single(part => part.Id == id).Status;
    }
}
