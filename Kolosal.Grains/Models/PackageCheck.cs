using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Kolosal.Learning.Packages;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Models;

/// <summary>Reads a version's package back and finds out whether it is what its registration says. Safe for any number of callers.</summary>
internal sealed class PackageCheck(IBlobStore blobs, IVerifier verifier, IOptions<ModelsOptions> options, TimeProvider clock)
{
    private const int HashLength = 32;

    private readonly SemaphoreSlim slots = new(options.Value.ConcurrentChecks);

    public async Task<ValidationReport> RunAsync(int version, VersionRegistration registration)
    {
        byte[]? bytes = await blobs.ReadWholeAsync(registration.Package, CancellationToken.None);
        await slots.WaitAsync();
        try
        {
            // Loading a model is computing: off the caller's scheduler, over values that nobody changes.
            var checks = await Task.Run(() => Judge(registration, bytes));
            return new(version, registration.PackageSha256, clock.GetUtcNow(), checks.All(check => check.Passed), checks);
        }
        finally
        {
            slots.Release();
        }
    }

    private ImmutableArray<ValidationCheck> Judge(VersionRegistration registration, byte[]? bytes)
    {
        var checks = ImmutableArray.CreateBuilder<ValidationCheck>();
        checks.Add(Hash(registration, bytes));
        checks.Add(Signature(registration));
        var package = Load(bytes, checks);
        if (package is not null)
        {
            checks.Add(SelfCheck(package, bytes!));
            checks.Add(Schema(registration, package));
        }

        checks.Add(HeldOut(registration.Evaluation));
        checks.Add(Baseline(registration.Evaluation));
        return checks.ToImmutable();
    }

    private static ValidationCheck Hash(VersionRegistration registration, byte[]? bytes)
    {
        if (bytes is null) return new("package_hash", false, "The stored package is missing or damaged.");

        // The package names itself by the hash of its content, its trailer; the store by the hash of the whole.
        string whole = Convert.ToHexStringLower(SHA256.HashData(bytes));
        string content = bytes.Length > HashLength ? Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(..^HashLength))) : "";
        bool same = whole == registration.Package.Sha256 && (registration.PackageSha256 == whole || registration.PackageSha256 == content);
        return new("package_hash", same, same ? $"{bytes.Length} bytes, SHA-256 {whole}."
            : $"Registered as {registration.PackageSha256}, stored bytes have {whole}.");
    }

    private ValidationCheck Signature(VersionRegistration registration)
    {
        bool valid = PackageSignature.Verify(verifier, registration.SigningKeyId, registration.PackageSha256, registration.Signature);
        return new("signature", valid, valid ? $"Signed by key {registration.SigningKeyId}."
            : $"Not a signature of this package by key {registration.SigningKeyId}.");
    }

    private static ModelPackage? Load(byte[]? bytes, ImmutableArray<ValidationCheck>.Builder checks)
    {
        if (bytes is null) return null;
        try
        {
            var package = ModelPackage.Load(new MemoryStream(bytes, writable: false));
            checks.Add(new("loads", true, $"{package.Pipelines.Length} pipeline(s), {package.InputSchema.Columns.Length} inputs."));
            return package;
        }
        catch (InvalidDataException fault)
        {
            checks.Add(new("loads", false, fault.Message));
            return null;
        }
    }

    private ValidationCheck SelfCheck(ModelPackage package, byte[] bytes)
    {
        var scorer = package.CreateScorer();
        if (ModelProbe.Run(scorer) is { } wrong) return new("self_check", false, wrong);
        var (median, worst, rows) = ModelProbe.Time(scorer, clock);
        string figures = JsonSerializer.Serialize(new
        {
            p50_seconds = Math.Round((decimal)median, 7),
            p99_seconds = Math.Round((decimal)worst, 7),
            rows,
        });
        using var again = new MemoryStream();
        package.Save(again);
        return again.ToArray().AsSpan().SequenceEqual(bytes)
            ? new("self_check", true, "Probe rows score to finite outputs, the same one by one and together; saving gives the same bytes.", figures)
            : new("self_check", false, "Saving the loaded package gives other bytes.", figures);
    }

    private static ValidationCheck Schema(VersionRegistration registration, ModelPackage package)
    {
        var unwatched = package.InputSchema.Columns.Select(column => column.Name).Except(registration.Reference.Inputs.Select(input => input.Name))
            .ToArray();
        bool outputs = package.Manifest.Problem.Classes.AsSpan().SequenceEqual(registration.Reference.Classes.AsSpan());
        if (package.InputSchema.Columns.Length == 0) return new("schema", false, "The package names no input column.");
        if (!outputs) return new("schema", false, "The monitoring reference has other classes than the package.");
        return new("schema", true, unwatched.Length == 0 ? "Every input has a reference distribution."
            : $"Inputs without a reference distribution (not watched for drift): {string.Join(", ", unwatched)}.");
    }

    private static ValidationCheck HeldOut(ModelEvaluation evaluation) => new("held_out_rows", evaluation.TestRows > 0,
        string.Create(CultureInfo.InvariantCulture, $"Evaluated on {evaluation.TestRows} rows ")
            + (evaluation.Rows == EvaluationRows.HeldOut ? "that nothing had seen."
                : "that the importer gave; whether training saw them is not known here."));

    private static ValidationCheck Baseline(ModelEvaluation evaluation)
    {
        var score = evaluation.Scores.FirstOrDefault(found => found.Metric == evaluation.PrimaryMetric);
        if (score is null) return new("beats_baseline", false, $"The evaluation has no '{evaluation.PrimaryMetric}'.");
        if (evaluation.BaselineScore is not { } baseline)
            return new("beats_baseline", false, $"There is no baseline to compare with: {evaluation.BaselineReason}");
        bool better = score.HigherIsBetter ? score.Value > baseline : score.Value < baseline;
        return new("beats_baseline", better, string.Create(CultureInfo.InvariantCulture,
            $"{score.Metric} {score.Value:G4} [{score.Low:G4}, {score.High:G4}] against {baseline:G4} of the prior model."));
    }
}
