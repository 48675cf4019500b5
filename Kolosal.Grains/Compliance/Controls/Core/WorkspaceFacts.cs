namespace Kolosal.Compliance.Controls;

/// <summary>What the queries read of one workspace, at one moment. Each part lies in a file of its own, with the queries' records.</summary>
/// <param name="AsOf">The moment, by the platform's clock.</param>
public sealed partial record WorkspaceFacts(DateTimeOffset AsOf);
