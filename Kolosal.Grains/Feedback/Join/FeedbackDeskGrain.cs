using System.Buffers.Binary;
using System.Globalization;
using Kolosal.Events;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;

namespace Kolosal.Feedback;

/// <remarks>Keeps nothing. Joins through <see cref="FeedbackJoin"/>; hands what may still come to <see cref="IWaitingFeedbackGrain"/>.</remarks>
[StatelessWorker]
internal sealed class FeedbackDeskGrain(
    FeedbackJoin join, IOptions<FeedbackOptions> options, FeedbackInstruments instruments, TimeProvider clock) : Grain, IFeedbackDeskGrain
{
    /// <summary>Examples of one status in a receipt.</summary>
    private const int MaximumExamples = 5;

    private string Workspace => ResourceKey.Parse(this.GetPrimaryKeyString()).Workspace;

    public async Task<Result<FeedbackReceipt>> ReportAsync(FeedbackReport report)
    {
        long began = clock.GetTimestamp();
        if (report.Outcomes.IsDefaultOrEmpty) return Refusal.Unprocessable("feedback.empty", "Need at least one outcome, got none.");
        if (report.Outcomes.Length > options.Value.MaximumRows)
            return new Refusal(
                RefusalKind.TooLarge, "feedback.too-large", $"At most {options.Value.MaximumRows} outcomes are taken in one request; split it.");
        var outcomes = new (PredictionId Id, string Actual)[report.Outcomes.Length];
        if (Parse(report.Outcomes, outcomes) is { } malformed) return malformed;

        var joined = await join.JoinAsync(Workspace, report.Model, outcomes);
        if (!joined.Accepted) return joined.Refusal;
        var verdicts = joined.Value;
        await WaitAsync(report, outcomes, verdicts);
        var receipt = Receipt(report.Outcomes, verdicts);
        instruments.Took(receipt, clock.GetElapsedTime(began));
        return receipt;
    }

    private static Refusal? Parse(ImmutableArray<ReportedOutcome> reported, (PredictionId Id, string Actual)[] outcomes)
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < reported.Length && errors.Count < FeedbackJoin.MaximumErrors; i++)
        {
            if (PredictionId.TryParse(reported[i].PredictionId, out var id)) outcomes[i] = (id, reported[i].Actual);
            else errors[string.Create(CultureInfo.InvariantCulture, $"$[{i}].prediction_id")] =
                "Expected a prediction's id as its answer named it: prd_, 32 hexadecimal digits, _ and the row's number.";
        }

        return errors.Count == 0 ? null : new(
            RefusalKind.Unprocessable, "feedback.bad-outcomes", "Some outcomes cannot be read; nothing was recorded.", errors.ToImmutable());
    }

    /// <summary>What was predicted just now may not be in the log yet: it is looked for again.</summary>
    private async Task WaitAsync(FeedbackReport report, (PredictionId Id, string Actual)[] outcomes, RowVerdict[] verdicts)
    {
        var now = clock.GetUtcNow();
        int[] places = [.. Enumerable.Range(0, verdicts.Length).Where(i => verdicts[i].IsMissing && IsRecent(outcomes[i].Id.BatchId, now))];
        if (places.Length == 0) return;
        var until = now.AddSeconds(options.Value.WaitSeconds);
        int kept = await GrainFactory.GetGrain<IWaitingFeedbackGrain>($"{Workspace}/waiting").KeepAsync(
            [.. places.Select(i => new WaitingOutcome(outcomes[i].Id, outcomes[i].Actual, report.Model, until))]);
        for (int i = 0; i < places.Length; i++)
            verdicts[places[i]] = i < kept ? new(FeedbackStatus.Waiting, "The prediction was made just now; it is looked for again.")
                : new(FeedbackStatus.NotFound, "The prediction is not in the log yet, and too many outcomes wait; send it again in a moment.");
    }

    private bool IsRecent(Guid batch, DateTimeOffset now)
    {
        if (batch.Version != 7) return false;
        Span<byte> bytes = stackalloc byte[16];
        batch.TryWriteBytes(bytes, bigEndian: true, out _);
        long at = (long)(BinaryPrimitives.ReadUInt64BigEndian(bytes) >> 16);
        return Math.Abs(now.ToUnixTimeMilliseconds() - at) <= options.Value.WaitSeconds * 1_000L;
    }

    private static FeedbackReceipt Receipt(ImmutableArray<ReportedOutcome> reported, RowVerdict[] verdicts)
    {
        var counts = new int[Enum.GetValues<FeedbackStatus>().Length];
        var examples = ImmutableArray.CreateBuilder<FeedbackExample>();
        for (int i = 0; i < verdicts.Length; i++)
        {
            var (status, reason, _) = verdicts[i];
            if (++counts[(int)status] <= MaximumExamples && status != FeedbackStatus.Accepted)
                examples.Add(new(reported[i].PredictionId, status, reason));
        }

        return new(
            counts[(int)FeedbackStatus.Accepted], counts[(int)FeedbackStatus.Repeated], counts[(int)FeedbackStatus.Corrected],
            counts[(int)FeedbackStatus.NotFound], counts[(int)FeedbackStatus.Waiting], examples.ToImmutable());
    }
}
