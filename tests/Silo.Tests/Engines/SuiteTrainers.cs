using Kolosal.Engines;

namespace Kolosal.Learning;

/// <summary>The trainers that this project's conformance suites are about: those of other libraries.</summary>
internal static class SuiteTrainers
{
    public static ImmutableArray<TrainerDescriptor> All
    {
        get
        {
            TrainerEngines.Add();
            return [.. Trainers.Engines.Where(engine => engine.Missing is null).SelectMany(engine => engine.Trainers)];
        }
    }
}
