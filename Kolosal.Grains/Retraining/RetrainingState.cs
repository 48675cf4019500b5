using System.Text.Json;
using System.Text.Json.Serialization;
using Kolosal.Experiments;
using Kolosal.Models;
using Kolosal.Predictions;

namespace Kolosal.Retraining;

/// <summary>One retraining. Every step is written before the next begins, and may be done again: a crash loses nothing.</summary>
[GenerateSerializer, Alias("kolosal.retraining-state")]
internal sealed class RetrainingState : RecordState
{
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    [Id(0)] public RetrainingOrder? Order { get; set; }

    [Id(1)] public RetrainingStatus Status { get; set; }

    /// <summary>The version compared with.</summary>
    [Id(2)] public int? Champion { get; set; }

    /// <summary>What the run is asked for; the same on every attempt.</summary>
    [Id(3)] public RunRequest? Run { get; set; }

    [Id(4)] public int? Challenger { get; set; }

    /// <summary>When the shadow began; null before.</summary>
    [Id(5)] public DateTimeOffset? ShadowBeganAt { get; set; }

    /// <summary>Position of the last record scored, by log.</summary>
    [Id(6)] public Dictionary<string, long> Cursors { get; set; } = [];

    /// <summary>What the shadow has counted, a JSON document; empty before.</summary>
    [Id(7)] public string Tally { get; set; } = "";

    /// <summary>Why there is no shadow; null when there is one.</summary>
    [Id(8)] public string? NoShadow { get; set; }

    [Id(9)] public HeldOutReport? HeldOut { get; set; }

    [Id(10)] public ChallengerVerdict? Verdict { get; set; }

    [Id(11)] public List<string> Reasons { get; set; } = [];

    [Id(12)] public string? DecidedBy { get; set; }

    [Id(13)] public string? DecisionNote { get; set; }

    [Id(14)] public DateTimeOffset? DecidedAt { get; set; }

    [Id(15)] public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>The promotion that the policy asks for was refused once; from then on a person decides.</summary>
    [Id(16)] public bool PromotionTried { get; set; }

    public void Accept(RetrainingOrder order) => (Order, Status) = (order, RetrainingStatus.Preparing);

    /// <summary>Settles what the run is asked for.</summary>
    public void Prepare(int champion, RunRequest run) => (Champion, Run) = (champion, run);

    /// <summary>Takes the shadow's count and how far it got.</summary>
    /// <remarks>Squared errors of huge values may add up to no number; they are kept by name.</remarks>
    public void Count(ShadowTally tally, IEnumerable<KeyValuePair<string, long>> cursors)
    {
        Tally = JsonSerializer.Serialize(tally, Json);
        foreach (var (log, position) in cursors) Cursors[log] = position;
    }

    public ShadowTally ReadTally() => Tally.Length == 0 ? new() : JsonSerializer.Deserialize<ShadowTally>(Tally, Json)!;

    public void Decide(RetrainingStatus status, string by, string? note, DateTimeOffset at) =>
        (Status, DecidedBy, DecisionNote, DecidedAt, ExpiresAt) = (status, by, note, at, null);

    public RetrainingReport Read(string id) => new(
        id, Order!.Model, Status, Order.Trigger, Order.Author, Champion, Run?.DatasetId, Run is null ? null : RetrainingId.Run(id), Challenger,
        RetrainingView.Shadow(this), HeldOut, Verdict, [.. Reasons], DecidedBy, DecisionNote, DecidedAt, ExpiresAt, CreatedAt, UpdatedAt, Revision);
}
