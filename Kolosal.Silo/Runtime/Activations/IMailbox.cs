using Kolosal.Runtime.Calls;

namespace Kolosal.Runtime.Activations;

/// <summary>Where calls to one grain go.</summary>
internal interface IMailbox
{
    /// <returns>False when the activation has left; the call then goes to its successor.</returns>
    bool TryEnqueue(Request request);

    /// <summary>Whether a call runs or waits here.</summary>
    bool IsBusy { get; }

    /// <summary>The activations behind it: one, or those of a stateless worker.</summary>
    IEnumerable<Activation> Activations { get; }
}
