/** The mark of an account that the user has marked as production. */
export const ProductionMark = () => <span class="production">production</span>;
