using System.Collections.Concurrent;
using Kolosal.Compliance.Controls;

namespace Kolosal.Compliance;

/// <summary>Facts, decisions and actions of a workspace as a test wants them.</summary>
internal sealed class AnsweredWorld : IFactsReader, IControlDecisions, ICorrectiveActions
{
    private int reads;

    public ConcurrentDictionary<string, Judgement> Answers { get; } = [];

    public ConcurrentQueue<CorrectiveCause> Opened { get; } = [];

    public ImmutableArray<WaiverDecision> Waivers { get; set; } = [];

    public ImmutableArray<ApplicabilityDecision> Applicability { get; set; } = [];

    public OutsideFacts Seen { get; private set; } = OutsideFacts.None;

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public bool Away { get; set; }

    public bool Refuses { get; set; }

    /// <summary>What a reading waits for before it returns; null for nothing.</summary>
    public TaskCompletionSource? Held { get; set; }

    public int Reads => reads;

    public Judgement Answer(string query) => Answers.GetValueOrDefault(query) ?? Judgement.Of(2, []);

    public async Task<WorkspaceFacts> ReadAsync(string workspace, CancellationToken cancel)
    {
        if (Away) throw new IOException("The catalogue is away.");
        var facts = new WorkspaceFacts(Clock.GetUtcNow());
        Interlocked.Increment(ref reads);
        if (Held is { } held) await held.Task.WaitAsync(cancel);
        return facts;
    }

    Task<ControlDecisions> IControlDecisions.ReadAsync(string workspace, CancellationToken cancel) =>
        Task.FromResult(new ControlDecisions(Waivers, Applicability));

    public Task OpenAsync(string workspace, CorrectiveCause cause, CancellationToken cancel)
    {
        if (Refuses) throw new IOException("The register is away.");
        Opened.Enqueue(cause);
        return Task.CompletedTask;
    }

    public Judgement Look(WorkspaceFacts facts)
    {
        Seen = facts.Outside;
        return Answer("Q77");
    }
}
