/** An account that the person marked as production. */
export const ProductionMark = () => <span class="production">production</span>;
