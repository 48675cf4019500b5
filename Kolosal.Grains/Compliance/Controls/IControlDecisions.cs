namespace Kolosal.Compliance.Controls;

/// <summary>Reads which reds are waived and which controls apply.</summary>
internal interface IControlDecisions
{
    Task<ControlDecisions> ReadAsync(string workspace, CancellationToken cancel);
}
