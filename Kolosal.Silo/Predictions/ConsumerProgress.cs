using System.Reflection;
using Kolosal.LogConsumers;
using Kolosal.Storage.Sqlite;
using Orleans.Metadata;

namespace Kolosal.Predictions;

/// <summary>Reads cursors from the stored states, without waking the grains that they belong to.</summary>
internal sealed class ConsumerProgress(SqliteCursors cursors, GrainTypeResolver grainTypes) : IConsumerProgress
{
    private readonly GrainType[] consumers = [.. typeof(IConsumerProgress).Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsDefined(typeof(ImplicitStreamSubscriptionAttribute), inherit: false) && FollowsLog(type))
        .Select(grainTypes.GetGrainType)];

    public Func<string, long> Read(string logId)
    {
        var positions = cursors.Read(logId).ToDictionary(cursor => cursor.Grain, cursor => cursor.Position);
        return model => consumers.Min(type => positions.GetValueOrDefault(GrainId.Create(type, model), -1));
    }

    private static bool FollowsLog(Type? type) =>
        type is not null && ((type.IsGenericType && type.GetGenericTypeDefinition() == typeof(LogConsumerGrain<>)) || FollowsLog(type.BaseType));
}
