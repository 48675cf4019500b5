namespace Kolosal.Compliance.Controls;

public sealed partial record WorkspaceFacts
{
    /// <summary>The registers that people keep, and what of the workspace they are held against.</summary>
    public RegisterFacts Registers { get; init; } = RegisterFacts.None;
}
