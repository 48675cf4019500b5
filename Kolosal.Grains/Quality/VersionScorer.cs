using System.Security.Cryptography;
using System.Text;
using Kolosal.Learning;
using Kolosal.Learning.Packages;
using Kolosal.Models;
using Kolosal.Predictions;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Quality;

/// <summary>What one case came to.</summary>
/// <param name="Case">The case.</param>
/// <param name="Result">Pass, fail, or error when the version does not take the row.</param>
/// <param name="Actual">What came; null when the row was not taken.</param>
/// <param name="Detail">What differs; empty for a pass.</param>
internal sealed record JudgedCase(GoldenCase Case, RegressionResult Result, string? Actual, string Detail);

/// <summary>Scores versions with the decoder and the scorer that serve them. Safe for any number of callers.</summary>
internal sealed class VersionScorer(IBlobStore blobs, IOptions<QualityOptions> options)
{
    private readonly SemaphoreSlim slots = new(options.Value.ConcurrentRuns);

    /// <returns>One for each case, in their order; null when the stored package is missing or damaged.</returns>
    public async Task<ImmutableArray<JudgedCase>?> JudgeAsync(VersionRegistration made, GoldenDatasetSpec spec, ImmutableArray<GoldenCase> cases)
    {
        if (await blobs.ReadWholeAsync(made.Package, CancellationToken.None) is not { } bytes) return null;
        await slots.WaitAsync();
        try
        {
            // Loading and scoring a model is computing: off the caller's scheduler, over values that nobody changes.
            return await Task.Run(() => Judge(made, bytes, spec, cases));
        }
        catch (InvalidDataException)
        {
            return null;
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>Names what a run saw: the cases, the package, and what came of each.</summary>
    public static string Hash(string goldenSha256, string packageSha256, ImmutableArray<JudgedCase> judged)
    {
        var text = new StringBuilder(goldenSha256).Append('\n').Append(packageSha256);
        foreach (var one in judged) text.Append('\n').Append(one.Case.Id).Append('\t').Append(one.Result).Append('\t').Append(one.Actual);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static ImmutableArray<JudgedCase> Judge(
        VersionRegistration made, byte[] bytes, GoldenDatasetSpec spec, ImmutableArray<GoldenCase> cases)
    {
        var scorer = ModelPackage.Load(new MemoryStream(bytes, writable: false)).CreateScorer();
        var decoder = new RowDecoder(scorer.InputSchema, scorer.Problem.Target,
            [.. made.Reference.Inputs.Select(input => new LoggedColumn(input.Name, input.Categorical, input.Categories))]);
        ImmutableArray<string> classes = scorer.Problem.Task == LearningTask.Regression ? [] : scorer.Problem.Classes;
        var encoded = new double[scorer.RowLength];
        var outputs = new double[scorer.Outputs];
        var judged = ImmutableArray.CreateBuilder<JudgedCase>(cases.Length);
        foreach (var one in cases)
        {
            var errors = new RowErrors();
            if (decoder.Decode(Encoding.UTF8.GetBytes($"[{one.Row}]"), 1, errors) is not { } row)
            {
                judged.Add(new(one, RegressionResult.Error, null, string.Join(' ', errors.ByPath.Select(error => $"{error.Key}: {error.Value}"))));
                continue;
            }

            scorer.Encode(new(row.Values.AsSpan(0, decoder.Columns)), encoded);
            scorer.Score(encoded, outputs);
            var expected = new ExpectedAnswer(one.Prediction, one.Probabilities, one.AbsoluteTolerance ?? spec.AbsoluteTolerance,
                one.RelativeTolerance ?? spec.RelativeTolerance);
            string? differs = expected.Differs(classes, outputs);
            judged.Add(new(one, differs is null ? RegressionResult.Pass : RegressionResult.Fail, Say(classes, outputs), differs ?? ""));
        }

        return judged.ToImmutable();
    }

    private static string Say(ImmutableArray<string> classes, double[] outputs) => classes.IsEmpty ? outputs[0].ToString("R", Invariant)
        : string.Join(", ", classes.Take(20).Select((name, k) => $"{name}: {outputs[k].ToString("R", Invariant)}"));

    private static System.Globalization.CultureInfo Invariant => System.Globalization.CultureInfo.InvariantCulture;
}
