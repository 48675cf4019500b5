using Orleans.Storage;

namespace Kolosal.Storage.State;

/// <summary>Has Orleans' own storage providers write state as <see cref="StateJson"/> does.</summary>
internal sealed class StateJsonSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => new(StateJson.Serialize(input));

    public T Deserialize<T>(BinaryData input) => StateJson.Deserialize<T>(input.ToMemory().Span);
}
