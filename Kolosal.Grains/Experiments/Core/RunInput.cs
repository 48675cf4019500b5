namespace Kolosal.Experiments;

/// <summary>What a run has to react to.</summary>
internal abstract record RunInput;

/// <summary>Time has passed.</summary>
internal sealed record Tick : RunInput;

/// <summary>A trial ended.</summary>
/// <param name="Trial">The trial; without a score when it failed.</param>
/// <param name="Failure">Why it failed; null when it has a score.</param>
internal sealed record TrialLanded(FinishedTrial Trial, string? Failure) : RunInput;

/// <summary>The winner was fitted and evaluated, and its package is stored.</summary>
internal sealed record RefitLanded : RunInput;

/// <summary>A trial or the winner cannot be worked on, and trying again would not help.</summary>
internal sealed record CallRefused(string Reason) : RunInput;

/// <summary>A call brought nothing: its slot, its process or the store went away.</summary>
internal sealed record CallLost(int Trial, string Reason) : RunInput;

/// <summary>The ledger's answer.</summary>
/// <param name="Granted">Slots newly leased, at most as many as were asked for.</param>
/// <param name="Lost">Slots in use whose process is dead.</param>
internal sealed record SlotsLeased(ImmutableArray<string> Granted, ImmutableArray<string> Lost) : RunInput;

/// <summary>The dataset cannot be held: it was deleted.</summary>
internal sealed record DataRefused(string Reason) : RunInput;

/// <summary>The model took the version.</summary>
internal sealed record VersionRegistered(string Model, int Version) : RunInput;

/// <summary>The model could not be asked.</summary>
internal sealed record RegistrationLost(string Reason) : RunInput;

/// <summary>Steps fail again and again, or what happened cannot be stored.</summary>
internal sealed record Broken(string Reason) : RunInput;

/// <summary>The model does not take the version.</summary>
internal sealed record RegistrationRefused(string Model, string Reason) : RunInput;

/// <summary>Somebody stops the run.</summary>
internal sealed record CancelRequested : RunInput;

/// <summary>Somebody lets the run rest.</summary>
internal sealed record PauseRequested : RunInput;
