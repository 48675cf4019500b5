using System.Globalization;

namespace Kolosal.Experiments;

/// <summary>One thing to be done. Decisions are carried out in order; what follows the end of the run is not carried out.</summary>
internal abstract record RunDecision;

/// <summary>Keep the trial's result, or its failure.</summary>
internal sealed record RecordTrial(int Trial) : RunDecision;

/// <summary>Keep that a call was lost; it is made again after a pause.</summary>
internal sealed record RecordLoss(int Trial, string Reason) : RunDecision;

/// <summary>Keep a trial as failed: its calls were lost too often.</summary>
internal sealed record GiveUpTrial(TrialSpec Spec, string Reason) : RunDecision;

/// <summary>Keep the fitted model; registration follows.</summary>
internal sealed record RecordModel : RunDecision;

/// <summary>Renew the leases in use, and ask for more slots; the answer is the next input.</summary>
internal sealed record RequestSlots(int Wanted) : RunDecision;

/// <summary>The first slot is granted: hold the dataset, and say that the run is running. A refusal of the dataset is the next input.</summary>
internal sealed record StartRunning : RunDecision;

/// <summary>Run a trial on a slot.</summary>
internal sealed record LaunchTrial(TrialSpec Spec, string Slot) : RunDecision;

/// <summary>Make the model on a slot, with the threads of others of its process.</summary>
/// <param name="Spec">The winner.</param>
/// <param name="Slots">Of one process; the work is called on the first.</param>
internal sealed record LaunchRefit(TrialSpec Spec, ImmutableArray<string> Slots) : RunDecision
{
    public TrialInFlight InFlight => new(Spec, Slots[0], Slots.RemoveAt(0));
}

/// <summary>Give up calls in flight: whatever they bring is no longer wanted, or they are launched again.</summary>
internal sealed record CancelCalls(ImmutableArray<int> Trials) : RunDecision;

/// <summary>The search is over.</summary>
/// <param name="Trial">The best trial.</param>
/// <param name="AllowanceSeconds">What is left of a time budget for making the model; null for no limit.</param>
internal sealed record ChooseWinner(int Trial, double? AllowanceSeconds) : RunDecision;

/// <summary>Sign the package and make it a version; the model's answer is the next input.</summary>
internal sealed record RegisterVersion : RunDecision;

/// <summary>Give back every slot.</summary>
internal sealed record ReleaseSlots : RunDecision;

/// <summary>Let the dataset change or go again.</summary>
/// <param name="Models">Versions that learnt from it, <c>name:number</c>.</param>
internal sealed record ReleaseDataset(ImmutableArray<string> Models) : RunDecision;

/// <summary>Tell whoever follows the run.</summary>
/// <param name="Trial">The trial it concerns; null when none.</param>
/// <param name="Message">One line.</param>
internal sealed record Note(int? Trial, string Message) : RunDecision;

/// <summary>Make what happened durable; only then may readers see it.</summary>
internal sealed record Store : RunDecision;

/// <summary>Step again after this long, unless something lands before.</summary>
internal sealed record StepAfter(TimeSpan Delay) : RunDecision;

/// <summary>The run rests: it keeps its dataset and what it has found out, and nothing of it goes on by itself.</summary>
internal sealed record PauseRun : RunDecision;

/// <summary>The run is over.</summary>
/// <param name="Message">What followers are told.</param>
internal abstract record EndRun(string Message) : RunDecision;

internal sealed record Complete(string Model, int Version)
    : EndRun(string.Create(CultureInfo.InvariantCulture, $"Completed: {Model}:{Version}."));

internal sealed record Fail(string Reason) : EndRun($"Failed: {Reason}");

internal sealed record Cancel() : EndRun("Cancelled.");
