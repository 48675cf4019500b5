namespace Kolosal.Compliance.Controls;

/// <summary>Reads the registers of a workspace, and what of the workspace they are held against.</summary>
internal interface IRegisterFactsReader
{
    Task<RegisterFacts> ReadAsync(string workspace, CancellationToken cancel);
}
