namespace Kolosal.Compliance.Controls;

/// <summary>Reads the evidence of a workspace.</summary>
internal interface IEvidenceFactsReader
{
    Task<EvidenceFacts> ReadAsync(string workspace, CancellationToken cancel);
}
