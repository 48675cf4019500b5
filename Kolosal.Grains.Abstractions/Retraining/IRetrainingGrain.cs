using Kolosal.Access;
using Kolosal.Experiments;
using Kolosal.Models;
using Orleans.Concurrency;

namespace Kolosal.Retraining;

/// <summary>One retraining: run, challenger, shadow, paired test, proposal. Key <c>workspace/rt_…</c>.</summary>
/// <remarks>Every step is a stored state, so a killed process goes on with the step it was at; repeating a step changes nothing.</remarks>
[Alias("kolosal.retraining.IRetrainingGrain")]
public interface IRetrainingGrain : IGrainWithStringKey
{
    /// <summary>Begins; called by the policy alone. The same order again answers the retraining as it is.</summary>
    [Alias("Start")]
    Task<Result<RetrainingReport>> StartAsync(RetrainingOrder order);

    /// <summary>The retraining with its evidence. Refuses <c>retraining.not-found</c>.</summary>
    [Alias("Get"), AlwaysInterleave, RequiresPermission(Permission.TrainRead)]
    Task<Result<RetrainingReport>> GetAsync();

    /// <summary>Validates the challenger and makes it champion by the ordinary promotion, whose refusals are answered.</summary>
    /// <returns>
    /// Refused with <c>retraining.approver-is-author</c> (403) to who set the policy or started it, <c>retraining.champion-changed</c> when another
    /// version serves than the one compared with, <c>workflow.transition-not-allowed</c> when nothing is proposed. Accepting again answers the same.
    /// </returns>
    [Alias("Accept"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<RetrainingReport>> AcceptAsync(RetrainingDecision decision);

    /// <summary>Declines the proposal. Declining again answers the same.</summary>
    [Alias("Reject"), RequiresPermission(Permission.ModelsPromote)]
    Task<Result<RetrainingReport>> RejectAsync(RetrainingDecision decision);

    /// <summary>Gives up a retraining that is not over, and its run with it. Giving up again answers the same.</summary>
    [Alias("Cancel"), RequiresPermission(Permission.TrainRun)]
    Task<Result<RetrainingReport>> CancelAsync(RetrainingDecision decision);
}

/// <summary>Who decides, and why.</summary>
/// <param name="By">Whose decision it is.</param>
/// <param name="Note">Up to 2,000 characters; needed to accept and to reject.</param>
[GenerateSerializer, Immutable, Alias("kolosal.retraining-decision")]
public sealed record RetrainingDecision(Principal By, string Note);

/// <summary>What a policy orders.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="Policy">The policy as it stood then.</param>
/// <param name="Author">On whose behalf the run is: who started it by hand, else who set the policy.</param>
/// <param name="PolicyAuthor">Who set the policy; null when there was none.</param>
[GenerateSerializer, Immutable, Alias("kolosal.retraining-order")]
public sealed record RetrainingOrder(string Model, RetrainingTrigger Trigger, RetrainingPolicy Policy, string Author, string? PolicyAuthor);

/// <summary>What started a retraining.</summary>
/// <param name="Id">Names it for ever: an incident's id, a scheduled time, a command.</param>
/// <param name="Kind">What sort it is.</param>
/// <param name="At">When it was heeded.</param>
/// <param name="IncidentId">The incident; null when none.</param>
/// <param name="Reason">In words.</param>
[GenerateSerializer, Immutable, Alias("kolosal.retraining-trigger")]
public sealed record RetrainingTrigger(string Id, TriggerKind Kind, DateTimeOffset At, string? IncidentId, string Reason);

/// <summary>The life of a retraining.</summary>
[GenerateSerializer, Alias("kolosal.retraining-status")]
public enum RetrainingStatus
{
    /// <summary>Champion, dataset and run are being settled.</summary>
    Preparing,

    /// <summary>The run is at work.</summary>
    Training,

    /// <summary>The challenger scores the champion's logged rows.</summary>
    Shadowing,

    /// <summary>Both are compared on the challenger's untouched test part.</summary>
    Testing,

    /// <summary>Somebody has to decide.</summary>
    Proposed,

    /// <summary>The challenger was promoted.</summary>
    Accepted,

    /// <summary>It was declined, by a person or because the test found it worse.</summary>
    Rejected,

    /// <summary>Nobody decided in time.</summary>
    Expired,

    /// <summary>Somebody gave it up.</summary>
    Cancelled,

    /// <summary>It came to no challenger; the reason says why.</summary>
    Failed,
}

/// <summary>A retraining as it is read and listed, with all it rests on.</summary>
/// <param name="RetrainingId"><c>rt_…</c>.</param>
/// <param name="ModelId">The model's name.</param>
/// <param name="Status">Where it is.</param>
/// <param name="Trigger">What started it.</param>
/// <param name="Author">On whose behalf.</param>
/// <param name="Champion">The version that served when it began; null before that is settled.</param>
/// <param name="DatasetId">What it learns from.</param>
/// <param name="RunId">The run.</param>
/// <param name="Challenger">The version that came of it, alias <c>challenger</c>.</param>
/// <param name="Shadow">What the challenger said of the champion's rows; null before.</param>
/// <param name="HeldOut">Both on the untouched test part; null before.</param>
/// <param name="Verdict">What the test found; null before.</param>
/// <param name="Reasons">In words, what speaks for and against, and what went otherwise than asked.</param>
/// <param name="DecidedBy">Who decided; null while nobody has.</param>
/// <param name="DecisionNote">Why, in their words.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="ExpiresAt">When a proposal expires; null unless proposed.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Revision">Counts changes; the entity tag.</param>
[GenerateSerializer, Immutable, Alias("kolosal.retraining-report")]
public sealed record RetrainingReport(
    string RetrainingId, string ModelId, RetrainingStatus Status, RetrainingTrigger Trigger, string Author, int? Champion, string? DatasetId,
    string? RunId, int? Challenger, ShadowReport? Shadow, HeldOutReport? HeldOut, ChallengerVerdict? Verdict, ImmutableArray<string> Reasons,
    string? DecidedBy, string? DecisionNote, DateTimeOffset? DecidedAt, DateTimeOffset? ExpiresAt, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt, long Revision);

/// <summary>What the paired test found.</summary>
/// <param name="Finding">Better, worse, or no difference that could be told.</param>
/// <param name="Basis"><c>live_outcomes</c>, <c>held_out</c> or <c>none</c>: what it rests on.</param>
/// <param name="Detail">In words and figures.</param>
[GenerateSerializer, Immutable, Alias("kolosal.challenger-verdict")]
public sealed record ChallengerVerdict(ChallengerFinding Finding, string Basis, string Detail);

[GenerateSerializer, Alias("kolosal.challenger-finding")]
public enum ChallengerFinding { NoDifference, Better, Worse }

/// <summary>How retrainings are named: <c>rt_</c> and 32 hexadecimal digits.</summary>
public static class RetrainingId
{
    /// <summary>The retraining that a trigger of a model starts: the same one names the same.</summary>
    public static string For(string model, string triggerId) => CommandName.For("rt_", model, triggerId);

    /// <summary>The run of a retraining.</summary>
    public static string Run(string retrainingId) => RunId.For("retraining", retrainingId);
}
