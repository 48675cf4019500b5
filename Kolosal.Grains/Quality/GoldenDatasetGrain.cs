using System.Globalization;
using System.Text.Json;
using Kolosal.Models;
using Kolosal.Storage;
using Kolosal.Subjects;
using Microsoft.Extensions.Options;

namespace Kolosal.Quality;

/// <remarks>
/// Keeps <see cref="GoldenDatasetState"/>, its cases as blobs; listed as <c>golden_dataset</c>. Asks the model for its version, and leaves what a run
/// found with it.
/// </remarks>
internal sealed class GoldenDatasetGrain(
    [PersistentState("golden-dataset")] IPersistentState<GoldenDatasetState> storage, ICatalogue catalogue, IBlobStore blobs, VersionScorer scorer,
    IOptionsMonitor<QualityOptions> options, QualityInstruments instruments, TimeProvider clock,
    WorkspaceDigests digests)
    : RecordGrain<GoldenDatasetState>(storage, catalogue, clock), IGoldenDatasetGrain
{
    private const int MostListed = 100;

    protected override string CatalogueKind => CatalogueKinds.GoldenDataset;

    private string Subject => $"quality/golden-datasets/{Key.Id}";

    public async Task<Result<GoldenDataset>> CreateAsync(GoldenDatasetSpec spec, ImmutableArray<GoldenCase> cases)
    {
        if ((GoldenRules.Refuse(spec) ?? GoldenRules.Refuse(cases, options.CurrentValue.MostCases)) is { } refusal) return refusal;
        if (State.Exists)
            return State.Spec == spec && State.Versions[0].Sha256 == Hash(cases) ? Read()
                : Refusal.Conflict("quality.golden-exists", $"The golden dataset '{Key.Id}' is another; send another Idempotency-Key.");
        var model = await GrainFactory.Model(new(Key.Workspace, spec.Model)).GetAsync();
        if (!model.Accepted) return model.Refusal;
        State.Open(spec, Actor);
        State.Add(await StoreAsync(cases), cases.Length, Actor, Clock.GetUtcNow(), "");
        await CommitAsync("golden-dataset.create", Subject, spec.Model, Detail(cases.Length));
        return Read();
    }

    public async Task<Result<GoldenDataset>> AddVersionAsync(ImmutableArray<GoldenCase> cases, string note)
    {
        if (!State.Exists) return GoldenRules.NotFound(Key.Id);
        if (GoldenRules.Refuse(cases, options.CurrentValue.MostCases) is { } refusal) return refusal;
        if (State.Latest!.Sha256 == Hash(cases)) return Read();
        State.Add(await StoreAsync(cases), cases.Length, Actor, Clock.GetUtcNow(), note);
        await CommitAsync("golden-dataset.add-version", Subject, State.Spec!.Model, Detail(cases.Length));
        return Read();
    }

    public Task<Result<GoldenDataset>> GetAsync() =>
        Task.FromResult<Result<GoldenDataset>>(State.Exists ? Read() : GoldenRules.NotFound(Key.Id));

    public async Task<Result<ImmutableArray<GoldenCase>>> GetCasesAsync(int? version)
    {
        if (!State.Exists) return GoldenRules.NotFound(Key.Id);
        int number = version ?? State.Versions.Count;
        if (number < 1 || number > State.Versions.Count)
            return Refusal.NotFound("quality.no-such-version", $"The golden dataset has versions 1 to {State.Versions.Count}, not {number}.");
        return await LoadAsync(State.Contents[number - 1]) is { } cases ? cases
            : Refusal.Conflict("quality.cases-gone", $"The stored cases of version {number} are missing or damaged; add them again.");
    }

    public async Task<Result<GoldenRun>> RunAsync(GoldenRunRequest request)
    {
        var found = await GetCasesAsync(request.Version);
        if (!found.Accepted) return found.Refusal;
        var spec = State.Spec!;
        var version = State.Versions[(request.Version ?? State.Versions.Count) - 1];
        var asked = await GrainFactory.Model(new(Key.Workspace, spec.Model)).GetVersionAsync(request.Reference);
        if (!asked.Accepted) return asked.Refusal;
        var made = asked.Value.Registration;

        long began = Clock.GetTimestamp();
        ImmutableArray<GoldenCase> wanted = [.. found.Value.Where(one => Wants(request.Jurisdiction, one.Jurisdiction ?? spec.Jurisdiction)
            && Wants(request.DocumentType, one.DocumentType ?? spec.DocumentType))];
        if (await scorer.JudgeAsync(made, spec, wanted) is not { } judged)
            return Refusal.Conflict("models.package-gone", $"The stored package of version {asked.Value.Number} is missing or damaged.");

        bool whole = request.Jurisdiction is null && request.DocumentType is null;
        string[] failing = [.. judged.Where(one => one.Result != RegressionResult.Pass).Select(one => one.Case.Id)];
        int passes = judged.Length - failing.Length, mustFails = judged.Count(one => one.Result != RegressionResult.Pass && one.Case.Must);
        var run = new GoldenRun(
            string.Create(CultureInfo.InvariantCulture, $"gr_{State.RunCount + 1}"), version.Number, asked.Value.Number, made.PackageSha256,
            Clock.GetUtcNow(), Actor, request.Trigger, GoldenVerdict.Passes(judged.Length, passes, mustFails, spec.MinPassRate), judged.Length,
            passes,
            judged.Count(one => one.Result == RegressionResult.Fail), judged.Count(one => one.Result == RegressionResult.Error),
            found.Value.Length - wanted.Length, mustFails, judged.Length == 0 ? null : (double)passes / judged.Length,
            VersionScorer.Hash(version.Sha256, made.PackageSha256, judged), Clock.GetElapsedTime(began).TotalSeconds,
            [.. judged.Where(one => one.Result != RegressionResult.Pass).Take(MostListed).Select(Failure)],
            whole && State.LastRun is { } last ? Difference(last, failing) : null);
        State.Keep(run, whole ? failing : null);
        await CommitAsync("golden-dataset.run", Subject, spec.Model, JsonSerializer.Serialize(new
        {
            run = run.Id,
            version = run.ModelVersion,
            passed = run.Passed,
            sha256 = run.Sha256,
        }));
        instruments.Ran(run);

        // After the write: an order lost in between leaves the version without this evidence, and the next run brings it.
        if (whole) await GrainFactory.ModelVersion(new(Key.Workspace, spec.Model, run.ModelVersion)).RecordEvidenceAsync(Evidence(run));
        return run;
    }

    public async Task<Result<int>> EraseCasesAsync(SubjectIdentity subject)
    {
        if (!State.Exists) return 0;
        var match = digests.Match(Key.Workspace, subject);
        int erased = 0;
        var old = new List<BlobRef>();
        for (int i = 0; i < State.Contents.Count; i++)
        {
            if (await LoadAsync(State.Contents[i]) is not { } cases)
                return Refusal.Conflict("quality.cases-gone", $"The stored cases of version {i + 1} are missing or damaged and were not searched.");
            ImmutableArray<GoldenCase> left = [.. cases.Where(one => SubjectDocument.Redact(Write([one]), match, out _) is null
                && SubjectDocument.Redact(System.Text.Encoding.UTF8.GetBytes(one.Row), match, out _) is null)];
            if (left.Length == cases.Length) continue;
            erased += cases.Length - left.Length;
            old.Add(State.Contents[i]);
            State.Replace(i, await StoreAsync(left), left.Length);
        }

        if (erased == 0) return 0;
        await CommitAsync("golden-dataset.erase-cases", Subject, State.Spec!.Model, JsonSerializer.Serialize(new { cases = erased }));
        foreach (var content in old.Except(State.Contents)) await blobs.DeleteAsync(content, CancellationToken.None);
        return erased;
    }

    protected override object? Describe() => !State.Exists ? null
        : Read() with { Runs = [], LastRun = State.LastRun is { } last ? last with { Failures = [], Difference = null } : null };

    private EvidenceItem Evidence(GoldenRun run) => new(EvidenceKinds.GoldenSet, run.Passed, run.Sha256, JsonSerializer.Serialize(new
    {
        name = State.Spec!.Name,
        golden_version = run.GoldenVersion,
        run = run.Id,
        cases = run.Cases,
        passes = run.Passes,
        must_fails = run.MustFails,
        pass_rate = run.PassRate,
        min_pass_rate = State.Spec.MinPassRate,
    }), run.At, string.Create(CultureInfo.InvariantCulture,
        $"{run.Passes} of {run.Cases} cases of '{State.Spec.Name}' as expected, {run.MustFails} that must be were not."),
        Key.Id);

    private RunDifference Difference(GoldenRun before, string[] failing)
    {
        var (newly, mended, still) = GoldenVerdict.Compare(State.LastFailing, failing);
        return new(before.Id, before.ModelVersion, [.. newly.Take(MostListed)], [.. mended.Take(MostListed)], [.. still.Take(MostListed)]);
    }

    private static CaseFailure Failure(JudgedCase one) => new(one.Case.Id, one.Case.Must, one.Result,
        string.Join(", ", ((string?[])[one.Case.Prediction]).OfType<string>().Concat(
            one.Case.Probabilities.Take(20).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}: {p.Value:R}")))),
        one.Actual, one.Detail);

    private static bool Wants(string? asked, string? has) => asked is null || string.Equals(asked, has, StringComparison.OrdinalIgnoreCase);

    private static byte[] Write(ImmutableArray<GoldenCase> cases) => JsonSerializer.SerializeToUtf8Bytes(cases, WireJson.Options);

    private static string Hash(ImmutableArray<GoldenCase> cases) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Write(cases)));

    private async Task<BlobRef> StoreAsync(ImmutableArray<GoldenCase> cases)
    {
        using var content = new MemoryStream(Write(cases), writable: false);
        return await blobs.PutAsync(Key.Workspace, content, CancellationToken.None);
    }

    private async Task<ImmutableArray<GoldenCase>?> LoadAsync(BlobRef content)
    {
        try
        {
            await using var stream = await blobs.OpenAsync(content, CancellationToken.None);
            return stream is null ? null : await JsonSerializer.DeserializeAsync<ImmutableArray<GoldenCase>>(stream, WireJson.Options);
        }
        catch (BlobCorruptException)
        {
            return null;
        }
    }

    private string Detail(int cases) => JsonSerializer.Serialize(new { version = State.Versions.Count, cases, sha256 = State.Latest!.Sha256 });

    private GoldenDataset Read() => new(
        Key.Id, State.Spec!.Name, State.Spec.Description, State.Spec.Model, State.Spec.Jurisdiction, State.Spec.DocumentType, State.Spec,
        [.. State.Versions], State.LastRun, [.. State.Runs], State.CreatedBy, State.CreatedAt, State.UpdatedAt, State.Revision);
}
