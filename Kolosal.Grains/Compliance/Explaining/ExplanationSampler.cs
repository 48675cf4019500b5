using System.Diagnostics;
using System.Text.Json;
using Kolosal.Events;
using Kolosal.Explanations;
using Kolosal.LogConsumers;
using Kolosal.Models;
using Kolosal.Predictions;

namespace Kolosal.Compliance.Explaining;

/// <summary>Draws the newest logged predictions of what serves and has each explained, one at a time as a caller would.</summary>
internal sealed class ExplanationSampler(IGrainFactory grains, IServedLog log, TimeProvider clock)
{
    /// <summary>Rows of a sample: five days of them are the hundred that the control asks for.</summary>
    public const int Rows = 20;

    public const string NothingPredicted = "compliance.nothing-predicted";

    /// <summary>Positions of a log that are looked at from its end; other models' records are among them.</summary>
    private const int Depth = 2_000;

    /// <summary>Answers of a log that are read, each with as many records as it likes to give.</summary>
    private const int MostReads = 8;

    /// <summary>Whether contributions add up, as the explainer promises.</summary>
    public static bool IsAdditive(ExplanationSample sample) => sample.AdditivityError <= LocalReport.Tolerance;

    public async Task<Result<ExplanationSample>> DrawAsync(ModelKey model)
    {
        var served = await grains.Model(model).GetAsync();
        if (!served.Accepted) return served.Refusal;
        if (served.Value.Active is not { } version)
            return Refusal.Conflict("compliance.nothing-serves", $"No version of '{model.Name}' serves, so none is explained.");
        var ids = await NewestAsync(model, version);
        return ids.IsEmpty ? Refusal.Conflict(NothingPredicted, $"The log has no prediction of version {version} of '{model.Name}'.")
            : await ExplainAsync(model, version, ids);
    }

    private async Task<ImmutableArray<PredictionId>> NewestAsync(ModelKey model, int version)
    {
        var found = new List<ServedRequest>();
        foreach (var (logId, last) in await grains.PredictionStats(model).LogsAsync())
        {
            long after = Math.Max(-1, last - Depth);
            for (int reads = 0; reads < MostReads && await log.ReadAsync(logId, model.ToString(), after) is { } read; reads++)
            {
                // A row of which a person was erased is not what was predicted any more.
                found.AddRange(read.Requests.Where(request => request.Position > after
                    && request is { Error: null, Outcomes: null, InputsSha256: null, Rows: > 0 } && request.Version == version));
                after = read.Last;
            }
        }

        return [.. found.OrderByDescending(request => request.At).SelectMany(request => Enumerable.Range(0, Math.Min(request.Rows, Rows))
            .Select(row => new PredictionId(request.BatchId, row))).Take(Rows)];
    }

    private async Task<ExplanationSample> ExplainAsync(ModelKey model, int version, ImmutableArray<PredictionId> ids)
    {
        var took = ImmutableArray.CreateBuilder<double>(ids.Length);
        var drawn = new ExplanationSample(clock.GetUtcNow(), version, 0, 0, [], null, null);
        try
        {
            // Getting a version ready is paid once and not by each caller, so it is not in the sample.
            await AskAsync(model, ids[0]);
            foreach (var id in ids)
            {
                long began = Stopwatch.GetTimestamp();
                var answer = await AskAsync(model, id);
                if (answer.Refusal is { } refusal)
                    return drawn with { Milliseconds = took.ToImmutable(), Fault = $"{refusal.Code}: {refusal.Message}" };
                took.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                drawn = With(drawn, answer.Value!);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // That explanations cannot be had is what this looks for, so it is a finding and not the end of the look.
            return drawn with { Milliseconds = took.ToImmutable(), Fault = fault.Message };
        }

        return drawn with { Milliseconds = took.ToImmutable() };
    }

    private Task<Result<ExplanationDocument>> AskAsync(ModelKey model, PredictionId id) => grains.Explainer(model).ExplainAsync(
        new(ExplanationKinds.Local, null, null, [id.ToString()], null, "{}"));

    private static ExplanationSample With(ExplanationSample drawn, ExplanationDocument answer)
    {
        using var document = JsonDocument.Parse(answer.Json);
        var row = document.RootElement.GetProperty("result").GetProperty("items")[0];
        double size = Math.Max(1, Math.Abs(row.GetProperty("score").GetDouble()));
        double error = row.GetProperty("additivity_error").GetDouble() / size;
        double? stability = row.TryGetProperty("stability", out var said) && said.ValueKind == JsonValueKind.Number ? said.GetDouble() : null;
        return drawn with
        {
            Rows = drawn.Rows + 1,
            AdditivityError = Math.Max(drawn.AdditivityError, error),
            Stability = stability is { } now ? Math.Min(drawn.Stability ?? now, now) : drawn.Stability,
        };
    }
}
