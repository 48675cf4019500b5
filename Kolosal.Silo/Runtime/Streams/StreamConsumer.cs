using System.Security.Cryptography;
using System.Text;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace Kolosal.Runtime.Streams;

/// <summary>An activation's side of its implicit subscription to one stream.</summary>
internal sealed class StreamConsumer(string provider, StreamId stream, GrainId grain) : IStreamSubscriptionHandleFactory
{
    /// <summary>What the grain resumed with; null before that.</summary>
    public object? Observer { get; private set; }

    public StreamId StreamId => stream;
    public string ProviderName => provider;

    /// <summary>The same for every activation, since an implicit subscription is known by what it joins.</summary>
    public GuidId SubscriptionId { get; } = GuidId.GetGuidId(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{provider}\n{stream}\n{grain}")).AsSpan(0, 16)));

    public StreamSubscriptionHandle<T> Create<T>() => new Handle<T>(this);

    private sealed class Handle<T>(StreamConsumer consumer) : StreamSubscriptionHandle<T>
    {
        public override StreamId StreamId => consumer.StreamId;
        public override string ProviderName => consumer.ProviderName;
        public override Guid HandleId => consumer.SubscriptionId.Guid;

        public override Task UnsubscribeAsync()
        {
            consumer.Observer = null;
            return Task.CompletedTask;
        }

        public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncObserver<T> observer, StreamSequenceToken? token = null) => Resume(observer, token);

        public override Task<StreamSubscriptionHandle<T>> ResumeAsync(IAsyncBatchObserver<T> observer, StreamSequenceToken? token = null) => Resume(observer, token);

        public override bool Equals(StreamSubscriptionHandle<T>? other) => other is not null && other.HandleId == HandleId;
        public override bool Equals(object? obj) => Equals(obj as StreamSubscriptionHandle<T>);
        public override int GetHashCode() => HandleId.GetHashCode();

        private Task<StreamSubscriptionHandle<T>> Resume(object observer, StreamSequenceToken? token)
        {
            if (token is not null) throw new ArgumentNullException(nameof(token), "A memory stream cannot be read again from a place; resume without a token.");
            consumer.Observer = observer;
            return Task.FromResult<StreamSubscriptionHandle<T>>(this);
        }
    }
}
