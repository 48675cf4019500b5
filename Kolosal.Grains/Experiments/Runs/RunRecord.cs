using System.Text.Json;
using System.Text.Json.Serialization;
using Kolosal.Datasets;

namespace Kolosal.Experiments;

/// <summary>What a run remembers: its request, its plan, every finished trial. A crash
/// loses trials in flight, which are launched again and end the same.</summary>
[GenerateSerializer, Alias("kolosal.run-record")]
public sealed class RunRecord : RecordState
{
    /// <summary>Events kept for readers that come late or come back.</summary>
    public const int KeptEvents = 500;

    /// <summary>Trials of a page: a write of the run holds at most so many, beside those that have just ended.</summary>
    public const int PageTrials = 100;

    [NonSerialized] private readonly List<TrialReport> finished = [];

    [NonSerialized] private string? firstFailure;

    /// <summary>What was asked for; a repeated start is recognised by it.</summary>
    [Id(0)] public RunRequest? Request { get; set; }

    /// <summary>Where the rows lie and what they mean, as it was when the plan was made.</summary>
    [Id(1)] public DatasetContent? Data { get; set; }

    /// <summary>The plan, a JSON document.</summary>
    [Id(2)] public string Plan { get; set; } = "";

    [Id(3)] public RunStatus Status { get; set; }

    [Id(4)] public RunPhase Phase { get; set; }

    /// <summary>Subject that started the run.</summary>
    [Id(5)] public string Author { get; set; } = "";

    [Id(6)] public string ModelName { get; set; } = "";

    /// <summary>Trials that ended and stand on no full page yet, in the order they did: what a write has to hold of them.</summary>
    [Id(7), JsonPropertyName("Finished")] public List<TrialReport> Tail { get; set; } = [];

    /// <summary>The latest events.</summary>
    [Id(8)] public List<RunEvent> Events { get; set; } = [];

    /// <summary>Time at work up to <see cref="RecordState.UpdatedAt"/> or the last finished
    /// trial; what came after it and was lost in a crash is not counted.</summary>
    [Id(9)] public TimeSpan Elapsed { get; set; }

    /// <summary>The trial that won; null while the search goes on.</summary>
    [Id(10)] public int? Winner { get; set; }

    /// <summary>The winner's package; null until fitted.</summary>
    [Id(11)] public RefitResult? Model { get; set; }

    [Id(12)] public int? ModelVersion { get; set; }

    /// <summary>Why it failed.</summary>
    [Id(13)] public string? Reason { get; set; }

    /// <summary>For readers of its scores.</summary>
    [Id(14)] public List<string> Notes { get; set; } = [];

    /// <summary>Calls that were lost since the run began or was resumed.</summary>
    [Id(15)] public List<LostCall> Lost { get; set; } = [];

    /// <summary>Times that the run was taken up anew since something of it ended. Stored when it is, so that a trial which takes its process
    /// with it is counted.</summary>
    [Id(16)] public int Interruptions { get; set; }

    /// <summary>Full pages of finished trials, each <see cref="PageTrials"/> of them in a grain of its own.</summary>
    [Id(17)] public int Pages { get; set; }

    /// <summary>When the run was last put into the queue.</summary>
    [Id(18)] public DateTimeOffset QueuedAt { get; set; }

    /// <summary>What trials of the full rung said of the rows they were judged by; emptied when the run has its model.</summary>
    [Id(19)] public Dictionary<int, BlobRef> HeldOut { get; set; } = [];

    /// <summary>Seconds that the model was to be made in; null for no limit or while the search goes on. Fixed when the winner is chosen, so that
    /// a model made again is the same.</summary>
    [Id(20)] public double? AllowanceSeconds { get; set; }

    /// <summary>Trials that ended, in the order they did: of the pages, then of the tail. In memory; the pages have to be read first.</summary>
    [JsonIgnore] public List<TrialReport> Finished => finished;

    /// <summary>Why the first failed trial failed; null when none did.</summary>
    [JsonIgnore] public string? FirstFailure => firstFailure;

    public long LastEvent => Events.Count == 0 ? 0 : Events[^1].Sequence;

    public bool IsFor(RunRequest request) => JsonSerializer.Serialize(Request) == JsonSerializer.Serialize(request);

    public void Accept(RunRequest request, DatasetContent data, string plan, ImmutableArray<string> notes, string modelName, string by,
        DateTimeOffset at)
    {
        Notes.AddRange(notes);
        (Request, Data, Plan, ModelName, Author) = (request, data, plan, modelName, by);
        Phase = RunPhase.Search;
        Queue(at);
    }

    public void Run() => Status = RunStatus.Running;

    /// <summary>Rests as it is; what it was at is what it goes on with.</summary>
    public void Pause() => Status = RunStatus.Paused;

    public void Finish(TrialReport trial, BlobRef? heldOut)
    {
        Tail.Add(trial);
        if (heldOut is not null) HeldOut[trial.Number] = heldOut;
        Recall([trial]);
        Interruptions = 0;
    }

    /// <summary>Takes trials into memory that were read from a page, or have just ended.</summary>
    public void Recall(IEnumerable<TrialReport> trials)
    {
        foreach (var trial in trials)
        {
            finished.Add(trial);
            if (trial.Status != TrialStatus.Pruned) firstFailure ??= trial.Failure;
        }
    }

    /// <summary>Nothing is in memory any more of what the pages hold.</summary>
    public void Forget()
    {
        finished.Clear();
        firstFailure = null;
    }

    /// <summary>The trials of the next page, once there are enough; null before.</summary>
    public ImmutableArray<TrialReport>? NextPage() => Tail.Count < PageTrials ? null : [.. Tail.Take(PageTrials)];

    /// <summary>The next page is kept elsewhere.</summary>
    public void Turn()
    {
        Tail.RemoveRange(0, PageTrials);
        Pages++;
    }

    public void Lose(int trial, string reason, DateTimeOffset at)
    {
        int known = Lost.FindIndex(loss => loss.Phase == Phase && loss.Trial == trial);
        if (known >= 0) Lost[known] = Lost[known] with { Times = Lost[known].Times + 1, LastAt = at, Reason = reason };
        else Lost.Add(new(Phase, trial, 1, at, reason, Finished.Count));
    }

    public void Choose(int winner, double? allowanceSeconds) =>
        (Winner, AllowanceSeconds, Phase) = (winner, allowanceSeconds, RunPhase.Refit);

    public void Fitted(RefitResult model)
    {
        (Model, Phase, Interruptions) = (model, RunPhase.Registration, 0);
        foreach (string note in model.Notes.IsDefault ? [] : model.Notes)
            if (!Notes.Contains(note)) Notes.Add(note);
    }

    internal void End(EndRun end)
    {
        Phase = RunPhase.Ended;
        switch (end)
        {
            case Complete done: (ModelVersion, Status) = (done.Version, RunStatus.Completed); break;
            case Fail failed: (Reason, Status) = (failed.Reason, RunStatus.Failed); break;
            case Cancel: Status = RunStatus.Cancelled; break;
        }
    }

    /// <summary>Back to work, at the step where it stopped.</summary>
    public void Resume(DateTimeOffset at)
    {
        (Reason, Interruptions) = (null, 0);
        Queue(at);
        Lost.Clear();
        Phase = Model is not null ? RunPhase.Registration : Winner is not null ? RunPhase.Refit : RunPhase.Search;
    }

    private void Queue(DateTimeOffset at) => (Status, QueuedAt) = (RunStatus.Queued, at);

    public void Note(DateTimeOffset at, double percent, double? eta, double? best, int? trial, string message)
    {
        Events.Add(new RunEvent(LastEvent + 1, at, Status, percent, eta, best, trial, message));
        if (Events.Count > KeptEvents) Events.RemoveRange(0, Events.Count - KeptEvents);
    }
}
