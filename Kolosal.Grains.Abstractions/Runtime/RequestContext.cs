namespace Orleans.Runtime;

/// <summary>Values that travel with the calls made from here, and with the calls made by those.</summary>
/// <remarks>Nothing travels back: what the callee sets stays there.</remarks>
public static class RequestContext
{
    private static readonly AsyncLocal<CallContext?> Ambient = new();

    /// <summary>The chain of calls that may re-enter its grains; empty when none may.</summary>
    public static Guid ReentrancyId
    {
        get => Ambient.Value?.Reentrancy ?? Guid.Empty;
        set => Ambient.Value = new CallContext(Ambient.Value?.Values ?? CallContext.NoValues, value).OrNull();
    }

    public static IEnumerable<string> Keys => Values.Keys;
    public static IEnumerable<KeyValuePair<string, object>> Entries => Values;

    internal static CallContext? Current { get => Ambient.Value; set => Ambient.Value = value; }

    private static ImmutableDictionary<string, object> Values => Ambient.Value?.Values ?? CallContext.NoValues;

    public static object? Get(string key) => Ambient.Value?.Values.GetValueOrDefault(key);

    /// <param name="value">Of a type that may cross a call.</param>
    public static void Set(string key, object value) =>
        Ambient.Value = new CallContext(Values.SetItem(key, value), ReentrancyId);

    public static bool Remove(string key)
    {
        var values = Values;
        if (!values.ContainsKey(key)) return false;
        Ambient.Value = new CallContext(values.Remove(key), ReentrancyId).OrNull();
        return true;
    }

    public static void Clear()
    {
        if (Ambient.Value is not null) Ambient.Value = null;
    }

    /// <summary>Until disposed, calls made from here may come back into this grain while it waits for them.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var before = ReentrancyId;
        return new ReentrancySection(before, before == Guid.Empty ? Guid.NewGuid() : before);
    }

    /// <summary>Until disposed, calls made from here may not come back.</summary>
    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _before;
        private readonly Guid _within;

        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            (_before, _within) = (originalReentrancyId, newReentrancyId);
            if (_before == _within && _within == Guid.Empty) return;
            ReentrancyId = _within;
            if (_within != Guid.Empty) RuntimeContext.Current?.EnterReentrantSection(_within);
        }

        public void Dispose()
        {
            if (_before == _within && _within == Guid.Empty) return;
            if (_within != Guid.Empty) RuntimeContext.Current?.LeaveReentrantSection(_within);
            ReentrancyId = _before;
        }
    }
}

/// <summary>What a call carries besides its arguments.</summary>
internal sealed record CallContext(ImmutableDictionary<string, object> Values, Guid Reentrancy)
{
    public static readonly ImmutableDictionary<string, object> NoValues = ImmutableDictionary<string, object>.Empty;

    /// <summary>An empty context is no context, so that calls without one cost nothing.</summary>
    public CallContext? OrNull() => Values.IsEmpty && Reentrancy == Guid.Empty ? null : this;
}
