using Kolosal.Runtime.Activations;

namespace Kolosal.Runtime.Calls;

/// <summary>A reference to a grain; the interface's methods are emitted by <see cref="ReferenceFactory"/>.</summary>
internal abstract class GrainReference : IGrainReference, IAddressable, IEquatable<GrainReference>
{
    // Where the last call went; asked first, and replaced when the activation has left.
    private IMailbox? _mailbox;

    public Engine Engine { get; internal set; } = null!;
    public GrainId GrainId { get; internal set; }
    public GrainClass Class { get; internal set; } = null!;
    public Type Interface { get; internal set; } = null!;

    public object Cast(Type interfaceType) => interfaceType.IsInstanceOfType(this) ? this : Engine.References.Get(interfaceType, GrainId);

    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId;
    public override bool Equals(object? obj) => Equals(obj as GrainReference);
    public override int GetHashCode() => GrainId.GetHashCode();
    public override string ToString() => $"GrainReference:{GrainId}";

    /// <summary>Sends a call; the emitted methods end here.</summary>
    protected Task<TResult> Send<TResult>(Request<TResult> request)
    {
        request.Reference = this;
        if (request.CallerToken.IsCancellationRequested) return Task.FromCanceled<TResult>(request.CallerToken);
        return Engine.Filters.HasOutgoing ? Engine.Filters.ApplyAsync(request) : SendUnfiltered(request);
    }

    internal Task<TResult> SendUnfiltered<TResult>(Request<TResult> request)
    {
        Engine.Send(request);
        return request.OneWay ? Task.FromResult<TResult>(default!) : request.Answer;
    }

    protected ValueTask SendValueTask(Request<Nothing> request) => new(Send(request));

    protected ValueTask<TResult> SendValueTaskOf<TResult>(Request<TResult> request) => new(Send(request));

    internal void Deliver(Request request)
    {
        var mailbox = _mailbox;
        while (mailbox is null || !mailbox.TryEnqueue(request)) _mailbox = mailbox = Engine.Directory.MailboxOf(GrainId, Class);
    }
}
