using Kolosal.LogConsumers;

namespace Kolosal.Predictions;

/// <summary>How the totals keep up with the log; on the meter <c>Kolosal.Predictions</c>.</summary>
internal sealed class PredictionStatsInstruments() : LogConsumerInstruments("Predictions");
