namespace Kolosal.Runtime;

/// <summary>Makes references, for grains and for callers outside.</summary>
internal sealed class GrainFactory(Engine engine, IServiceProvider services) : IClusterClient
{
    public IServiceProvider ServiceProvider => services;

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithGuidKey =>
        Get<TGrainInterface>(GrainIdKeyExtensions.CreateGuidKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithIntegerKey =>
        Get<TGrainInterface>(GrainIdKeyExtensions.CreateIntegerKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey
    {
        StringKeys.Check(primaryKey);
        if (grainClassNamePrefix is not null) RefusePrefix(grainClassNamePrefix);
        return (TGrainInterface)(object)engine.References.Get(typeof(TGrainInterface), primaryKey);
    }

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidCompoundKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(keyExtension);
        return Get<TGrainInterface>(GrainIdKeyExtensions.CreateGuidKey(primaryKey, keyExtension), grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerCompoundKey
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(keyExtension);
        return Get<TGrainInterface>(GrainIdKeyExtensions.CreateIntegerKey(primaryKey, keyExtension), grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable =>
        (TGrainInterface)(object)engine.References.Get(typeof(TGrainInterface), grainId);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey)
    {
        StringKeys.Check(grainPrimaryKey);
        return (IGrain)(object)engine.References.Get(grainInterfaceType, grainPrimaryKey);
    }

    private TGrainInterface Get<TGrainInterface>(IdSpan key, string? prefix)
    {
        if (prefix is not null) RefusePrefix(prefix);
        return (TGrainInterface)(object)engine.References.Get(typeof(TGrainInterface), key.ToString());
    }

    private static void RefusePrefix(string prefix) =>
        throw new NotSupportedException($"One class per interface: the class name prefix '{prefix}' has nothing to choose from.");
}

/// <summary>Which string keys both engines tell apart.</summary>
internal static class StringKeys
{
    /// <exception cref="ArgumentException">Empty, white space, or a hexadecimal number, which the AdoNet providers store as that number.</exception>
    public static void Check(string key)
    {
        if (string.IsNullOrWhiteSpace(key)) throw new ArgumentException("Need a grain key that is not empty or white space.", nameof(key));
        foreach (char c in key)
            if (!char.IsAsciiHexDigit(c)) return;
        throw new ArgumentException(
            $"The grain key '{key}' reads as a hexadecimal number, and a database may then merge it with other spellings of that number; prefix it, as in 'workspace/{key}'.", nameof(key));
    }
}
