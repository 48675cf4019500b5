namespace Kolosal.Operations;

/// <summary>What the engine says about itself.</summary>
public interface IEngineStatus
{
    Task<EngineStatus> ReadAsync(CancellationToken cancel);
}

/// <summary>The engine at this moment.</summary>
/// <param name="Name"><c>orleans</c>.</param>
/// <param name="Version">Of the engine's assembly.</param>
/// <param name="Silos">Every silo of the cluster that is not known to be gone.</param>
/// <param name="ActivationsByClass">Active grains over all silos, by class.</param>
public sealed record EngineStatus(string Name, string Version,
    ImmutableArray<SiloStatusRow> Silos, ImmutableSortedDictionary<string, int> ActivationsByClass);

/// <summary>One silo.</summary>
/// <param name="Address">As the engine names it.</param>
/// <param name="Status">As the membership has it.</param>
/// <param name="Activations">Active grains in it.</param>
/// <param name="WaitingCalls">Calls that wait in its mailboxes; null when the engine does not tell.</param>
/// <param name="QueuedEvents">Stream messages on their way; null when the engine does not tell.</param>
/// <param name="Overloaded">The silo refuses new work; null when the engine does not tell.</param>
public sealed record SiloStatusRow(string Address, string Status, int Activations, int? WaitingCalls, int? QueuedEvents, bool? Overloaded);
