namespace Kolosal.Storage.Keys;

/// <summary>The master key in the environment, where only a person changes it: the next one stands beside it before a rotation.</summary>
/// <param name="text">Of <see cref="MasterKey.Variable"/>.</param>
/// <param name="next">Of <see cref="MasterKey.NextVariable"/>; null when it is not set.</param>
internal sealed class EnvironmentMasterKey(string text, string? next) : IMasterKeyStore
{
    public string Name => "environment";

    public byte[]? Next { get; } = string.IsNullOrWhiteSpace(next) ? null : MasterKeyText.Parse(next, MasterKey.NextVariable);

    public bool CanWrite => false;

    public byte[] Read() => MasterKeyText.Parse(text, MasterKey.Variable);

    public void Write(byte[] key) => throw new NotSupportedException($"A person puts the next key into {MasterKey.Variable}.");
}
