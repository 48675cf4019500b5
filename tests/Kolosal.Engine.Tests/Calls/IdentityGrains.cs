namespace Kolosal.Engine.Tests.Calls;

public interface IStringKeyGrain : IGrainWithStringKey
{
    Task<string> KeyAsync();
    Task<string> IdAsync();
    Task<IStringKeyGrain> SelfAsync();
    Task<string> KeyOfAsync(IStringKeyGrain other);
}

public sealed class StringKeyGrain : Grain, IStringKeyGrain
{
    public Task<string> KeyAsync() => Task.FromResult(this.GetPrimaryKeyString());
    public Task<string> IdAsync() => Task.FromResult(this.GetGrainId().ToString());
    public Task<IStringKeyGrain> SelfAsync() => Task.FromResult(this.AsReference<IStringKeyGrain>());
    public Task<string> KeyOfAsync(IStringKeyGrain other) => other.KeyAsync();
}

public interface IGuidKeyGrain : IGrainWithGuidKey
{
    Task<Guid> KeyAsync();
}

public sealed class GuidKeyGrain : Grain, IGuidKeyGrain
{
    public Task<Guid> KeyAsync() => Task.FromResult(this.GetPrimaryKey());
}

public interface IIntegerKeyGrain : IGrainWithIntegerKey
{
    ValueTask<long> KeyAsync();
}

public sealed class IntegerKeyGrain : Grain, IIntegerKeyGrain
{
    public ValueTask<long> KeyAsync() => ValueTask.FromResult(this.GetPrimaryKeyLong());
}

public interface IGuidCompoundGrain : IGrainWithGuidCompoundKey
{
    Task<(Guid Key, string? Extension)> KeyAsync();
}

public sealed class GuidCompoundGrain : Grain, IGuidCompoundGrain
{
    public Task<(Guid Key, string? Extension)> KeyAsync() => Task.FromResult((this.GetPrimaryKey(out string? extension), extension));
}

public interface IIntegerCompoundGrain : IGrainWithIntegerCompoundKey
{
    Task<(long Key, string? Extension)> KeyAsync();
}

public sealed class IntegerCompoundGrain : Grain, IIntegerCompoundGrain
{
    public Task<(long Key, string? Extension)> KeyAsync() => Task.FromResult((this.GetPrimaryKeyLong(out string? extension), extension));
}

public interface IRenamedGrain : IGrainWithStringKey
{
    Task<string> IdAsync();
}

[GrainType("other-name")]
public sealed class RenamedGrain : Grain, IRenamedGrain
{
    public Task<string> IdAsync() => Task.FromResult(this.GetGrainId().ToString());
}

/// <summary>Two classes share it, so it names no grain.</summary>
public interface ISharedInterfaceGrain : IGrainWithStringKey
{
    Task TouchAsync();
}

public interface IFirstOfTwoGrain : ISharedInterfaceGrain;

public interface ISecondOfTwoGrain : ISharedInterfaceGrain;

public sealed class FirstOfTwoGrain : Grain, IFirstOfTwoGrain
{
    public Task TouchAsync() => Task.CompletedTask;
}

public sealed class SecondOfTwoGrain : Grain, ISecondOfTwoGrain
{
    public Task TouchAsync() => Task.CompletedTask;
}

public interface INobodysGrain : IGrainWithStringKey
{
    Task TouchAsync();
}
