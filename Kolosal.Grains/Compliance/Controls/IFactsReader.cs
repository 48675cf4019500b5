namespace Kolosal.Compliance.Controls;

/// <summary>Reads what the questions are asked of. Evidence and what was reported from outside are added by who evaluates.</summary>
internal interface IFactsReader
{
    /// <summary>The records of a workspace as they are now. What cannot be read fails the whole: a question over half the records would pass
    /// wrongly.
    /// </summary>
    Task<WorkspaceFacts> ReadAsync(string workspace, CancellationToken cancel);

    /// <summary>The same records with what is another without anything being audited: what watches the models in service, the host and the settings
    /// of the rules.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="facts">What was read last.</param>
    /// <param name="turn">Counts such looks: of many models each turn reads some.</param>
    Task<WorkspaceFacts> RefreshAsync(string workspace, WorkspaceFacts facts, int turn) => Task.FromResult(facts);
}
