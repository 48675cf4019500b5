using Kolosal.Engines.LightGbm;
using Kolosal.Engines.MlNet;
using Kolosal.Learning;

namespace Kolosal.Engines;

/// <summary>The libraries of trainers that this program is built with, one line each.</summary>
internal static class TrainerEngines
{
    private static readonly Lazy<ImmutableArray<TrainerEngine>> Loaded = new(() =>
    [
        LightGbmEngine.Load(),
        MlNetEngine.Trees(),
        MlNetEngine.Lines(),
    ]);

    /// <summary>Adds them to <see cref="Trainers"/>; to do it again changes nothing.</summary>
    public static void Add() => Trainers.Add(Loaded.Value.AsSpan());
}
